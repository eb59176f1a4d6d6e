/**
 * `rooflight list`, from the kind to what it prints: a table for people, or all of it for machines.
 */
import {
  describe,
  type Listing,
  listGpus,
  listingCsv,
  listingJson,
  listModels,
  listPolicies,
  type Policy,
} from "../../index.ts";
import { kinds, type ListKind, type ListOptions } from "../commands/list.ts";
import { Refusal } from "../exit.ts";
import { inJson } from "../text/json.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import { broken, paragraph, WIDTH } from "../text/paragraph.ts";
import { type Column, table } from "../text/table.ts";
import { listScenarios } from "./scenarios.ts";

export function listKind({ kind, json, csv }: ListOptions): void {
  const paint = paintFor(process.stdout);
  const listings: Record<ListKind, () => Listed> = {
    gpus: () =>
      listedAs(listGpus(), (listing) => [...tableOf(listing, paint), "", ...gpuNotes(listing)]),
    models: () =>
      listedAs(listModels(), (listing) => [...tableOf(listing, paint), "", ...modelNotes]),
    policies: () => listedAs(listPolicies(), ({ rows }) => policyLines(rows, paint)),
    scenarios: () => listedAs(listScenarios(), (listing) => tableOf(listing, paint)),
  };
  const listed = Object.hasOwn(listings, kind) ? listings[kind as ListKind]() : unknownKind(kind);
  if (json) process.stdout.write(inJson(listed.json()));
  else process.stdout.write(csv ? listed.csv() : `${listed.lines().join("\n")}\n`);
}

function unknownKind(kind: string): never {
  const message = `is not one of ${kinds.join(", ")}`;
  throw new Refusal(describe({ path: ["list"], value: kind, message, choices: kinds }));
}

interface Listed {
  json(): unknown;
  csv(): string;
  lines(): string[];
}

const listedAs = <T>(listing: Listing<T>, lines: (listing: Listing<T>) => string[]): Listed => ({
  json: () => listingJson(listing),
  csv: () => listingCsv(listing),
  lines: () => lines(listing),
});

function gpuNotes<T>(listing: Listing<T>): string[] {
  const measured = listingJson(listing)
    .filter(({ kernels_measured }) => kernels_measured)
    .map(({ name }) => name);
  return paragraph(
    "bf16 and fp8: TFLOP/s of dense arithmetic by the data sheet, – where the GPU lacks the " +
      "format, † fp16 where it lacks bf16. $/h: a cloud's list price; * stands in from another " +
      `GPU. Kernels are measured on ${measured.join(", ")}; the others are taken to reach the ` +
      "same shares of their data sheet. More figures, and the source of each: --json.",
  );
}

const modelNotes = paragraph(
  "KV: bytes a token in all layers, at the model's own width. GQA n: n query heads share a KV " +
    "head. ~: some layers look back only so far (--json says how far). TP: among how many GPUs " +
    "a layer divides, 1–8 being 1, 2, 4 and 8 (experts: --json). Variants of a name " +
    "(-Instruct, -chat, -hf, …) are known too.",
);

/** Titles, then a line a row; what is too long in the last column goes on below. */
function tableOf<T>({ rows, columns }: Listing<T>, paint: Paint): string[] {
  const shown = columns.filter(({ title }) => title !== undefined);
  const cells = rows.map((row) =>
    shown.map(({ of, shown }) => (shown === undefined ? `${of(row) ?? ""}` : shown(row))),
  );
  const titles = shown.map(({ title, of }): Column => {
    const isNumber = rows.some((row) => typeof of(row) === "number");
    return { title: title!, right: isNumber };
  });
  const [head, ...lines] = table(titles, cells);
  return [...(head === "" ? [] : [paint.bold(head!)]), ...lines.flatMap(hanging(cells))];
}

/** A line whose last cell is broken where it would go beyond the width. */
const hanging =
  (cells: readonly (readonly string[])[]) =>
  (line: string, index: number): string[] => {
    const last = cells[index]!.at(-1)!;
    const before = line.slice(0, line.length - last.length);
    return last === "" || before.length > (2 * WIDTH) / 3 ? [line] : hung(before, last);
  };

/** A text behind the beginning of its line, its further lines as far to the right. */
const hung = (before: string, text: string): string[] =>
  broken(text, WIDTH - before.length).map(
    (part, at) => (at === 0 ? before : " ".repeat(before.length)) + part,
  );

/** Settings, and below each its policies. */
function policyLines(rows: readonly Policy[], paint: Paint): string[] {
  const settings = [...new Set(rows.map(({ setting }) => setting))];
  const widest = Math.max(...rows.map(({ name, isDefault }) => nameOf(name, isDefault).length));
  return settings.flatMap((setting, index) => [
    ...(index === 0 ? [] : [""]),
    paint.bold(setting),
    ...rows
      .filter((row) => row.setting === setting)
      .flatMap(({ name, isDefault, description }) =>
        hung(`  ${nameOf(name, isDefault).padEnd(widest)}  `, description),
      ),
  ]);
}

const nameOf = (name: string, isDefault: boolean): string =>
  isDefault ? `${name} (default)` : name;
