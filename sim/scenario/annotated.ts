/**
 * A scenario as YAML with a comment on every line, for people who write their first.
 *
 * All comments are the schema's own descriptions, units and choices, so they cannot go stale.
 */
import { stringify } from "yaml";
import type { Only } from "./fields.ts";
import type { Path } from "./problem.ts";
import { type ScenarioInput, scenarioSchema } from "./schema.ts";
import {
  defaultOf,
  entry,
  type Form,
  formsAt,
  isNamed,
  metaOf,
  nameOf,
  namesOf,
} from "./schema-tree.ts";

/** Longest line. */
const WIDTH = 100;
/** Where comments begin, at the earliest and at the latest. */
const COMMENTS = [28, 38] as const;

/** A line, or a line with a comment. */
interface Line {
  text: string;
  comment: string;
}

/**
 * The scenario, every key with its comment.
 *
 * @param withDefaults paths of the mappings in which settings left out are written too, commented
 *   out, as they stand by default.
 */
export function annotated(scenario: ScenarioInput, withDefaults: readonly Path[] = []): string {
  const paths = withDefaults.map((path) => path.join("."));
  const lines = mapping(scenario, [], { root: scenario, withDefaults: paths });
  const longest = Math.max(...lines.map(({ text }) => text.length).filter((n) => n <= COMMENTS[1]));
  const column = Math.max(COMMENTS[0], longest + 2);
  return lines
    .flatMap((line, index) => [
      ...(index > 0 && isSection(line) ? [""] : []),
      ...withComment(line, column),
    ])
    .join("\n");
}

/** A key of the first level that holds a mapping. */
const isSection = ({ text }: Line): boolean => /^\w+:$/.test(text);

interface Writing {
  root: unknown;
  withDefaults: readonly string[];
}

/** The lines of a mapping that stands at `path`. */
function mapping(value: object, path: Path, writing: Writing): Line[] {
  const [forms] = formsAt(scenarioSchema, writing.root, path);
  const form = forms.find((one) => isNamed(one, value)) ?? {};
  const linesOf = (entries: readonly [string, unknown][]): Line[] =>
    entries.flatMap(([key, below]) => {
      const comment = commentOn(form, key, forms);
      return written(key, below, { path: [...path, key], comment, writing });
    });
  const entries = Object.entries(value);
  const listsDefaults = path.length > 0 && writing.withDefaults.includes(path.join("."));
  if (!listsDefaults) return linesOf(entries);
  // What holds further keys comes last.
  const [held, plain] = [entries.filter(isNested), entries.filter((one) => !isNested(one))];
  return [...linesOf(plain), ...defaultsOf(form, value), ...linesOf(held)];
}

const isNested = ([, value]: [string, unknown]): boolean =>
  typeof value === "object" && value !== null;

function written(
  key: string,
  value: unknown,
  { path, comment, writing }: { path: Path; comment: string; writing: Writing },
): Line[] {
  if (Array.isArray(value)) {
    const items = value.flatMap((item, index) => listed(mapping(item, [...path, index], writing)));
    return [{ text: `${key}:`, comment }, ...indented(items)];
  }
  if (typeof value === "object" && value !== null) {
    return [{ text: `${key}:`, comment }, ...indented(mapping(value, path, writing))];
  }
  return [{ text: `${key}: ${stringify(value).trim()}`, comment }];
}

const indented = (lines: readonly Line[]): Line[] =>
  lines.map(({ text, comment }) => ({ text: `  ${text}`, comment }));

/** Lines as an item of a list. */
const listed = (lines: readonly Line[]): Line[] =>
  lines.map(({ text, comment }, index) => ({
    text: `${index === 0 ? "- " : "  "}${text}`,
    comment,
  }));

/** The settings of a form that are not written, as they stand by default, commented out. */
function defaultsOf(form: Form, value: object): Line[] {
  return Object.entries(form).flatMap(([key, field]) => {
    const usual = defaultOf(field);
    const only = (metaOf(field)?.only ?? {}) as Only;
    const means = Object.entries(only).every(([sibling, needed]) =>
      [needed].flat().includes(String(entry(value, sibling) ?? defaultOf(form[sibling]!))),
    );
    const isOpen = (namesOf(field)?.length ?? 2) > 1;
    if (key in value || !means || !isOpen || !isScalar(usual)) return [];
    const text = `# ${key}: ${stringify(usual).trim()}`;
    return [{ text, comment: commentOn(form, key, [form]) }];
  });
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

/** What a field says of itself. */
interface About {
  description?: string;
  unit?: string;
}

/** What the schema says of a key: its description, its unit, its names. */
function commentOn(form: Form, key: string, forms: readonly Form[]): string {
  const field = form[key];
  if (field === undefined) return "";
  const { description = "", unit } = (metaOf(field) ?? {}) as About;
  const isName = nameOf(form)?.[0] === key;
  const names = isName ? forms.map((one) => nameOf(one)?.[1]) : namesOf(field);
  const choices = names !== undefined && names.length > 1 ? ` (${names.join(", ")})` : "";
  // Times say their unit themselves.
  const isSaid = unit === undefined || unit === "s" || description.toLowerCase().includes(unit);
  return `${description}${isSaid ? "" : ` [${unit}]`}${choices}`;
}

/** A line with its comment at a column, and on further lines where it is long. */
function withComment({ text, comment }: Line, column: number): string[] {
  if (comment === "") return [text];
  const start = Math.max(column, text.length + 2);
  const lines: string[] = [];
  let line = "";
  for (const word of comment.split(" ")) {
    if (line !== "" && start + 2 + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map(
    (part, index) => `${(index === 0 ? text : "").padEnd(start)}# ${part}`,
  );
}
