/** What to do with the files that were dropped, all together. */
import type { State } from "../state.ts";
import { type Given, kindOf, nameIn } from "./kind.ts";
import { filesNamedIn, playing } from "./scenario-files.ts";

export interface Plan {
  /** Of the scenario and its files, what changes. */
  state: Partial<Pick<State, "text" | "opened" | "files">>;
  /** Exported tables to show. */
  tables: { requests?: Given; timeline?: Given };
  /** What cannot be used, in sentences. */
  troubles: string[];
}

const USES = "a scenario in YAML, a trace in CSV or JSONL, requests.csv or timeline.csv";

export function planFor(given: readonly Given[], now: Pick<State, "text" | "files">): Plan {
  const plan: Plan = { state: {}, tables: {}, troubles: [] };
  const [scenario, ...others] = given.filter((file) => kindOf(file) === "scenario");
  for (const { name } of others) plan.troubles.push(`${name} is a second scenario: drop it alone.`);
  if (scenario !== undefined)
    plan.state = { text: scenario.text, opened: scenario.text, files: {} };
  const text = scenario?.text ?? now.text;
  const named = filesNamedIn(text);
  let files = scenario === undefined ? now.files : {};
  const unnamed: Given[] = [];
  for (const file of given) {
    const asked = named.filter((path) => nameIn(path) === nameIn(file.name));
    const kind = kindOf(file);
    if (kind === "scenario") continue;
    if (asked.length > 0) files = { ...files, ...filed(asked, file.text) };
    else if (kind === "requests" || kind === "timeline") plan.tables[kind] = file;
    else if (kind === "trace") unnamed.push(file);
    else plan.troubles.push(`${file.name} is none of what the page reads: ${USES}.`);
  }
  if (files !== now.files) plan.state.files = files;
  play(unnamed, { text, files }, plan);
  return plan;
}

const filed = (names: readonly string[], text: string) =>
  Object.fromEntries(names.map((name) => [name, text]));

/** Lets the scenario play the first trace, as it names none of them. */
function play([trace, ...others]: Given[], now: Pick<State, "text" | "files">, plan: Plan): void {
  if (trace === undefined) return;
  for (const { name } of others)
    plan.troubles.push(`${name} was left out: a scenario plays one trace at a time.`);
  const text = playing(now.text, trace.name);
  if (text === undefined)
    plan.troubles.push(`The scenario is no YAML: mend it, then drop ${trace.name} again.`);
  else plan.state = { ...plan.state, text, files: { [trace.name]: trace.text } };
}
