/**
 * Complaints: what the schema library found, in the words of this house.
 *
 * Every issue becomes a problem that reads on after its path and value. A union reports the
 * form that was meant; an unknown key what it could have meant, or where it belongs.
 */
import type { z } from "zod";
import { meant, notOneOf, type Path, type Problem } from "./problem.ts";
import { entry } from "./schema-tree.ts";
import { unknownKey } from "./unknown-key.ts";

type Issue = z.core.$ZodIssue;

/** The problems of what was written, from the issues of its check against the schema. */
export function problemsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  written: unknown,
): Problem[] {
  const translate = (issue: Issue, root: Path = []): Problem[] => {
    const path = [...root, ...issue.path] as Path;
    if (issue.code === "unrecognized_keys")
      return issue.keys
        .slice(0, MOST_KEYS)
        .map((key) => unknownKey(schema, written, [...path, key]));
    if (issue.code === "invalid_union" && issue.message === "" && issue.errors.length > 0)
      return meantForm(
        ofItsKind(issue.errors).map((form) => form.flatMap((inner) => translate(inner, path))),
      );
    return [problemOf(issue, path), ...slipOfName(issue, path)];
  };
  return issues.filter((issue) => !isSaidElsewhere(issue, issues)).flatMap((i) => translate(i));
}

/** A whole number has a bound of the library's own beside ours, and the lower one says it all. */
const isSaidElsewhere = (issue: Issue, issues: readonly Issue[]): boolean =>
  issue.code === "too_big" &&
  issues.some(
    (other) =>
      other.code === "too_big" &&
      other.maximum < issue.maximum &&
      other.path.join(".") === issue.path.join("."),
  );

/** Unknown keys of one mapping that are told of. */
const MOST_KEYS = 20;

/** The forms of a union that hold this kind of value at all, if any does. */
function ofItsKind(forms: Issue[][]): Issue[][] {
  const isOther = ({ code, path }: Issue) => code === "invalid_type" && path.length === 0;
  const same = forms.filter((form) => !form.some(isOther));
  return same.length > 0 ? same : forms;
}

/** Of the forms of a union, the one with the least wrong; a slip of the fingers counts half. */
function meantForm(forms: Problem[][]): Problem[] {
  const wrong = (problems: Problem[]) =>
    problems.reduce((sum, problem) => sum + (meant(problem) === undefined ? 2 : 1), 0);
  return forms.reduce((best, form) => (wrong(form) < wrong(best) ? form : best));
}

/**
 * The key that was meant to name the form. Without its name no form is known, so the library says
 * nothing of other keys: all are taken on trust but one that looks like the missing one.
 */
function slipOfName(issue: Issue, path: Path): Problem[] {
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) return [];
  if (valueFound(issue) !== undefined || isScalar(issue.input)) return [];
  const choices = [issue.discriminator];
  return Object.keys(issue.input as object)
    .map((key): Problem => {
      const at = [...path.slice(0, -1), key];
      return { path: at, message: "is unknown", choices, at: "key" };
    })
    .filter((problem) => meant(problem) !== undefined)
    .slice(0, 1);
}

/** One issue as a problem. A message of the schema's own goes before those written here. */
function problemOf(issue: Issue, path: Path): Problem {
  const { message } = issue;
  const value = valueFound(issue);
  if (issue.code === "custom") return { path, message, ...(isScalar(value) && { value }) };
  if (value === undefined) return { path, message: `is missing${whatItMustBe(issue)}` };
  if (value === null) return { path, message: `is empty${whatItMustBe(issue)}` };
  if (message !== "") return { path, message, value };
  const names = namesAllowed(issue);
  return names ? notOneOf(path, value, names) : { path, message: complaint(issue), value };
}

/** `: it must be a number`, where the library knows. */
function whatItMustBe(issue: Issue): string {
  const names = namesAllowed(issue);
  if (names) return `: it must be one of ${names.join(", ")}`;
  return issue.code === "invalid_type" ? `: it must be ${kindOf(issue)}` : "";
}

const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;

/** What was written. Where a form is not known by its name, the library reports the whole. */
const valueFound = (issue: Issue): unknown =>
  issue.code === "invalid_union" && issue.discriminator !== undefined
    ? entry(issue.input, issue.discriminator)
    : issue.input;

/** The names that would have been accepted, if the issue is about names. */
function namesAllowed(issue: Issue): string[] | undefined {
  if (issue.code === "invalid_value" && issue.message === "") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue) return issue.options?.map(String);
  return undefined;
}

/** What is wrong with one value. */
function complaint(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `is not ${kindOf(issue)}`;
    case "too_small":
      if (issue.origin === "array" || issue.origin === "string") return "is empty";
      return `is ${issue.inclusive ? "below" : "not above"} ${issue.minimum}`;
    case "too_big":
      return `is ${issue.inclusive ? "above" : "not below"} ${issue.maximum}`;
    default:
      return "is not allowed";
  }
}

/** Kinds of value, in words. */
const kinds: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  array: "a list",
};

const kindOf = ({ expected }: z.core.$ZodIssueInvalidType): string => kinds[expected] ?? expected;
