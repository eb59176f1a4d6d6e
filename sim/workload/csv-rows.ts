/**
 * Traces as CSV: a header that tells the dialect, then a row a request.
 */
import Papa from "papaparse";
import { type Columns, type CsvFormat, csvDialects, type Dialect } from "./dialects.ts";
import type { TraceProblems } from "./trace-problem.ts";
import type { Needed, Row, Visit, Wanted } from "./trace-table.ts";
import { unusedColumns } from "./unused.ts";

/** Visits each row. @returns what the columns hold that is not used, in words. */
export function csvRows(
  text: string,
  wanted: Wanted,
  problems: TraceProblems,
  visit: Visit,
): string[] {
  let table: Table | undefined;
  let line = 1;
  let start = 0;
  Papa.parse<string[]>(text, {
    delimiter: ",",
    newline: "\n",
    step({ data: cells, errors, meta: { cursor } }) {
      if (errors.length > 0) complain(problems, { line, cells, errors });
      else if (table === undefined) table = tableOf(text, cells, wanted, problems);
      else if (!isBlank(cells)) table.read(cells, line, visit);
      line += linesIn(text, start, cursor);
      start = cursor;
    },
  });
  return table === undefined ? [] : unusedColumns(table.header, table.dialect);
}

/** A quoted cell may hold line ends, so a row may take several lines. */
function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  let at = text.indexOf("\n", start);
  while (at >= 0 && at < end) {
    lines += 1;
    at = text.indexOf("\n", at + 1);
  }
  return lines;
}

const isBlank = (cells: readonly string[]): boolean =>
  cells.length === 1 && cells[0]!.trim() === "";

interface Faulty {
  line: number;
  cells: readonly string[];
  errors: readonly Papa.ParseError[];
}

function complain(problems: TraceProblems, { line, cells, errors: [error] }: Faulty): void {
  const problem = `is no CSV: ${error!.message}`;
  problems.add({ line, column: "", value: cells.join(","), problem });
}

/** A header, and the way from cells to a row. */
interface Table {
  header: readonly string[];
  dialect: Dialect;
  read(cells: readonly string[], line: number, visit: Visit): void;
}

function tableOf(
  text: string,
  first: readonly string[],
  { needed, format }: Wanted,
  problems: TraceProblems,
): Table {
  const header = first.map((name) => name.trim());
  const dialect = csvDialects[(format as CsvFormat | undefined) ?? formatOf(header, needed)];
  checkHeader(text, { header, dialect, needed }, problems);
  const placeOf = (column: keyof Columns) => header.indexOf(dialect.columns[column]);
  const [arrival, prompt, output] = [placeOf("arrival"), placeOf("prompt"), placeOf("output")];
  const [priority, kind, tenant] = [placeOf("priority"), placeOf("class"), placeOf("tenant")];
  const row: Row = {
    line: 0,
    arrival: "",
    prompt: "",
    output: "",
    priority: undefined,
    class: undefined,
    tenant: undefined,
  };
  return {
    header,
    dialect,
    read(cells, line, visit) {
      if (cells.length !== header.length) {
        const problem = `has ${cells.length} columns where the header has ${header.length}`;
        problems.add({ line, column: "", value: cells.join(","), problem });
        return;
      }
      row.line = line;
      row.arrival = cells[arrival];
      row.prompt = cells[prompt];
      row.output = cells[output];
      row.priority = cells[priority];
      row.class = cells[kind];
      row.tenant = cells[tenant];
      visit(row, dialect);
    },
  };
}

/** The dialect that the header has most columns of; plain CSV where it has none of any. */
function formatOf(header: readonly string[], needed: Needed): CsvFormat {
  const formats = Object.keys(csvDialects) as CsvFormat[];
  const known = (format: CsvFormat): number =>
    needed.filter((name) => header.includes(csvDialects[format].columns[name])).length;
  return formats.reduce((best, format) => (known(format) > known(best) ? format : best));
}

interface Header {
  header: readonly string[];
  dialect: Dialect;
  needed: Needed;
}

function checkHeader(
  text: string,
  { header, dialect: { columns }, needed }: Header,
  problems: TraceProblems,
): void {
  const fail = (problem: string, column = "") =>
    problems.fail({ line: 1, column, value: header.join(","), problem });
  if (text.trim() === "") return;
  const missing = needed.map((name) => columns[name]).filter((name) => !header.includes(name));
  const hint = /^\s*[[{]/.test(text) ? "; it looks like JSON lines, which are mooncake" : "";
  if (missing.length > 0)
    fail(`has no column ${missing.join(", ")}; known are ${choices(needed)}${hint}`);
  const twice = Object.values(columns).find(
    (name: string) => header.indexOf(name) !== header.lastIndexOf(name),
  );
  if (twice !== undefined) fail(`has the column ${twice} twice`);
}

/** `plain (arrival_s,prompt_tokens,output_tokens), azure (…), …`. */
const choices = (needed: Needed): string =>
  Object.entries(csvDialects)
    .map(([format, { columns }]) => `${format} (${needed.map((name) => columns[name]).join(",")})`)
    .join(", ");
