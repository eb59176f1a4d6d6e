/**
 * A lesson, as its file tells it: a question, variants, an answer with figures, and for each figure
 * a note on where it comes from.
 *
 * Notes are written for readers and read by the tests, so that no figure stands in an answer that
 * the simulator does not give:
 *
 *     [1] mean_tpot_ms of 1 engine of 8
 *     [2] output_throughput of 8 engines of 1 with workload.arrivals.max_concurrency=1000
 *     [3] 1 − [1] / 2
 */
import { readdirSync, readFileSync } from "node:fs";
import { loadScenario, type Scenario, Simulation, type Summary } from "../../sim/index.ts";

export const LESSONS = "scenarios/lessons";

export const lessonFiles = readdirSync(LESSONS).filter((file) => file.endsWith(".yaml"));

export class Lesson {
  readonly text: string;
  readonly scenario: Scenario;
  /** The paragraphs of the comment that it opens with, each by its first word. */
  readonly paragraphs: ReadonlyMap<string, string>;
  /** What each note says. */
  readonly notes: ReadonlyMap<string, string>;
  readonly #path: string;
  readonly #summaries = new Map<string, Summary>();

  constructor(file: string) {
    this.#path = `${LESSONS}/${file}`;
    this.text = readFileSync(this.#path, "utf8");
    this.scenario = loadScenario(this.text, { file: this.#path }).scenario;
    this.paragraphs = paragraphsOf(this.text);
    const notes = [...this.text.matchAll(/^# {3}(\[\d+\]) (.+(?:\n# {6,}.+)*)$/gm)];
    this.notes = new Map(notes.map(([, note, said]) => [note!, said!.replaceAll(/\n# +/g, " ")]));
  }

  /** The text, with the figures that it states (`2.45 ms [1]`) as the simulator now gives them. */
  retold(): string {
    const [rule, states] = ["\n#\n", /^# (?:Answer|Try)/];
    const told = (said: string): string =>
      said.replaceAll(
        /\d(?:[\d.,]*\d)?( \S+)? (\[\d+\])/g,
        (_, unit = "", note) => `${written(this.valueOf(note), unit)}${unit} ${note}`,
      );
    const paragraphs = this.text.split(rule);
    return paragraphs.map((each) => (states.test(each) ? told(each) : each)).join(rule);
  }

  /** What a note, a number, or what a note says of them comes to. */
  valueOf(said: string, variant = "", set?: string): number {
    const [, key, of, other] = /^(.+?) of (.+?)(?: with (.+))?$/.exec(said) ?? [];
    if (key !== undefined) return this.valueOf(key, of, other);
    return evaluate(said, (term) => {
      const note = this.notes.get(term);
      if (note !== undefined) return this.valueOf(note);
      const number = Number(term);
      return Number.isNaN(number) ? keyed(this.summaryOf(variant, set), term) : number;
    });
  }

  /** The summary of a variant, under overrides with spaces between. */
  summaryOf(variant: string, set = ""): Summary {
    const key = `${variant} ${set}`;
    const summary = this.#summaries.get(key) ?? this.#run(variant, set.split(" ").filter(Boolean));
    this.#summaries.set(key, summary);
    return summary;
  }

  #run(variant: string, set: readonly string[]): Summary {
    const { vary, scenario } = loadScenario(this.text, { file: this.#path, set });
    const found = scenario.variants?.find(({ name }) => name === variant);
    if (found === undefined) throw new Error(`${this.#path}: has no variant "${variant}"`);
    const changes = Object.entries(found.set).map(([path, value]) => ({
      path: path.split("."),
      value,
      from: variant,
    }));
    return new Simulation(vary(changes).scenario).run().result().summary;
  }
}

function paragraphsOf(text: string): Map<string, string> {
  const [head = ""] = text.split(/^name:/m);
  const paragraphs = head.replaceAll(/^# ?/gm, "").split("\n\n").slice(1);
  return new Map(
    paragraphs.map((each) => {
      const [, word = "", said = ""] = /^(\w+)(?:[^:<>]*:)?\s([\s\S]*)$/.exec(each) ?? [];
      return [word, said.trim().replaceAll(/\n */g, " ")];
    }),
  );
}

function keyed(summary: Summary, key: string): number {
  const parts = key.split(".");
  const value = parts.reduce(
    (at, part) => (at as Record<string, unknown>)?.[part],
    summary as unknown,
  );
  if (typeof value !== "number") throw new Error(`${key} is no figure of a summary`);
  return value;
}

/** Three digits of it; shares in percent. */
const written = (value: number, unit: string): string =>
  (unit === " %" ? 100 * value : value).toLocaleString("en-US", { maximumSignificantDigits: 3 });

const operations: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "−": (a, b) => a - b,
  "×": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** Sums of products, from the left: `a / b + c × d − e`. */
const evaluate = (said: string, worth: (term: string) => number): number =>
  chained(said, "+−", (product) => chained(product, "×/", worth));

function chained(said: string, operators: string, worth: (term: string) => number): number {
  const [first = "", ...rest] = said.split(new RegExp(` ([${operators}]) `));
  return rest.reduce(
    (value, term, at) => (at % 2 === 0 ? value : operations[rest[at - 1]!]!(value, worth(term))),
    worth(first),
  );
}

/** Whether `a < b > c` is so. */
export function isSo(claim: string, worth: (term: string) => number): boolean {
  const parts = claim.split(/ ([<>]) /);
  return parts.every((sign, at) => {
    if (at % 2 === 0) return true;
    const [left, right] = [worth(parts[at - 1]!), worth(parts[at + 1]!)];
    return sign === "<" ? left < right : left > right;
  });
}
