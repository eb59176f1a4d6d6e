/**
 * JSON of the user's, such as a model's `config.json`: its values, where each of them stands, and
 * where it is no JSON. `JSON.parse` reads the values but knows no places, and its words differ from
 * engine to engine.
 */
import { quoted } from "../printable.ts";
import type { Path, Place } from "./problem.ts";
import { type Fault, SourceText } from "./source-text.ts";

export interface JsonText {
  /** The keys of the one object. */
  values: Record<string, unknown>;
  /** Where a value stands, or its key, or the nearest thing above it. */
  placeOf(path: Path): Place;
}

/** Deeper than any config; what walks through values would exhaust its stack. */
const DEEPEST = 100;

/** Reads a text that should hold one object. Throws a `ScenarioError` where it does not. */
export function readJson(source: string, file: string): JsonText {
  const written = new SourceText(source, file);
  const { offsets, fault } = new Scanner(written.text).scan();
  if (fault !== undefined) throw written.error([fault]);
  const values: unknown = JSON.parse(written.text);
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw written.error([[0, "is no object with keys"]]);
  return {
    values: values as Record<string, unknown>,
    placeOf(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const offset = offsets.get(nameOf(path.slice(0, depth)));
        if (offset !== undefined) return written.placeOf(offset);
      }
      return written.placeOf(0);
    },
  };
}

const nameOf = (path: Path): string => path.join("\0");

/** What a string may hold as it stands: no quote, no backslash, no control. */
const PLAIN = "[ !#-[\\]-\\uffff]*";
const STRING = `"${PLAIN}(?:\\\\(?:["\\\\/bfnrt]|u[\\dA-Fa-f]{4})${PLAIN})*"`;
const NUMBER = "-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";

/** One piece of JSON after white space, or nothing. */
const token = new RegExp(`[ \\t\\n\\r]*(${STRING}|${NUMBER}|true|false|null|[{}[\\],:])?`, "y");

/** What may come next. */
const expected = {
  value: "a value",
  item: "a value or ]",
  key: "a key in quotes",
  member: "a key in quotes or }",
  colon: "a colon",
  afterItem: "a comma or ]",
  afterMember: "a comma or }",
  end: "the end of the text",
} as const;

type Expected = keyof typeof expected;

/** An object or an array that is open. */
interface Open {
  kind: "{" | "[";
  keys: Set<string>;
  /** The key or the position of the value that comes. */
  step: string | number;
}

class Scanner {
  readonly #text: string;
  readonly #open: Open[] = [];
  readonly #offsets = new Map<string, number>();
  #next: Expected = "value";

  constructor(text: string) {
    this.#text = text;
  }

  /** Where keys and items stand, up to the first fault if there is one. */
  scan(): { offsets: ReadonlyMap<string, number>; fault?: Fault } {
    const offsets = this.#offsets;
    for (let at = 0; ; ) {
      token.lastIndex = at;
      const [whole, piece] = token.exec(this.#text)!;
      const offset = at + whole.length - (piece?.length ?? 0);
      at += whole.length;
      if (piece === undefined && this.#next === "end" && at === this.#text.length)
        return { offsets };
      const message = piece === undefined ? this.#strange(at) : this.#take(piece, offset);
      if (message !== undefined) return { offsets, fault: [offset, message] };
    }
  }

  /** Takes a piece; says what is wrong where it may not come here. */
  #take(piece: string, offset: number): string | undefined {
    const top = this.#open.at(-1);
    const next = this.#next;
    if (next === "key" || next === "member") {
      if (piece === "}" && next === "member") return this.#close();
      if (!piece.startsWith('"')) return this.#notExpected(piece);
      return this.#takeKey(JSON.parse(piece), offset);
    }
    if (next === "colon") {
      if (piece !== ":") return this.#notExpected(piece);
      this.#next = "value";
      return undefined;
    }
    if (next === "afterItem" || next === "afterMember") {
      if (piece === (next === "afterItem" ? "]" : "}")) return this.#close();
      if (piece !== ",") return this.#notExpected(piece);
      if (top!.kind === "[") top!.step = Number(top!.step) + 1;
      this.#next = top!.kind === "[" ? "value" : "key";
      return undefined;
    }
    if (next === "item" && piece === "]") return this.#close();
    if (next === "end" || /^[\]},:]/.test(piece)) return this.#notExpected(piece);
    return this.#takeValue(piece, offset);
  }

  #takeKey(key: string, offset: number): string | undefined {
    const top = this.#open.at(-1)!;
    if (top.keys.has(key)) return `${quoted(key)} is written twice`;
    top.keys.add(key);
    top.step = key;
    this.#offsets.set(this.#path(), offset);
    this.#next = "colon";
    return undefined;
  }

  #takeValue(piece: string, offset: number): string | undefined {
    if (this.#open.at(-1)?.kind === "[") this.#offsets.set(this.#path(), offset);
    if (piece !== "{" && piece !== "[") return this.#leave();
    if (this.#open.length === DEEPEST) return "nests too deeply";
    this.#open.push({ kind: piece, keys: new Set(), step: 0 });
    this.#next = piece === "{" ? "member" : "item";
    return undefined;
  }

  #close(): undefined {
    this.#open.pop();
    this.#leave();
  }

  /** A value is complete. */
  #leave(): undefined {
    const top = this.#open.at(-1);
    this.#next = top === undefined ? "end" : top.kind === "[" ? "afterItem" : "afterMember";
  }

  #path = (): string => nameOf(this.#open.map(({ step }) => step));

  #notExpected = (piece: string): string =>
    `is not JSON: ${expected[this.#next]} is expected, not ${quoted(piece)}`;

  #strange(at: number): string {
    const rest = this.#text.slice(at, at + 20);
    if (rest === "") return `is not JSON: the text ends where ${expected[this.#next]} is expected`;
    if (rest.startsWith('"')) return "is not JSON: a text without end, or with a control in it";
    return this.#notExpected(/^[\w.+-]+/.exec(rest)?.[0] ?? [...rest][0]!);
  }
}
