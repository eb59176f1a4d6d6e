/** A page with a run in it, as `rooflight run --report` writes it. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withRun } from "../../sim/cli/run/report-page.ts";
import type { RunRecord } from "../../sim/index.ts";

/** Its address. */
export function pageWith(record: RunRecord): string {
  const path = join(mkdtempSync(join(tmpdir(), "page-")), "report.html");
  const page = readFileSync("dist/rooflight.html", "utf8");
  writeFileSync(path, withRun(page, { record, files: {}, fixed: null }).join(""));
  return pathToFileURL(path).href;
}
