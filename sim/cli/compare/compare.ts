/**
 * A comparison, from the command line to the exit code: open the contenders, run them on all cores,
 * write the files, print what differs.
 */
import {
  type Comparison,
  type ComparisonOptions,
  ContenderError,
  compareContenders,
} from "../../index.ts";
import type { CompareOptions } from "../commands/compare.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { openFolderFor } from "../files/out-folder.ts";
import { openJobs, runsInWords } from "../jobs/jobs.ts";
import { ownRouters } from "../jobs/own-routers.ts";
import { openPageFor, type StudyPage } from "../page/open-page.ts";
import { inWords } from "../run/run.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { askedOf } from "./asked.ts";
import { comparisonFolder, writeComparison } from "./comparison-files.ts";
import { comparisonPage } from "./comparison-page.ts";
import { type OpenedContender, openContenders, recordingsOf } from "./contenders.ts";

export async function compareScenarios(options: CompareOptions): Promise<ExitCode> {
  const { files, out, json } = options;
  const seed = options.seed === undefined ? [] : [`seed=${options.seed}`];
  const asked = askedOf(options);
  const contenders = await openContenders(files, { ...options, set: [...options.set, ...seed] });
  const folder = out === undefined ? undefined : openFolderFor(out, comparisonFolder);
  let page: StudyPage | undefined;
  try {
    page = await openPageFor(options.report);
    const { comparison, interrupted } = await runAll(contenders, asked, options.queue);
    if (folder !== undefined) {
      writeComparison(comparison, contenders, folder);
      folder.publish();
    }
    page?.write({ kind: "comparison", result: comparison, of: contenders }, contenders[0]!.opened);
    page?.publish();
    const files =
      out === undefined
        ? "All of it as files: --out DIR. JSON: --json."
        : `Files in ${out}: ${comparisonFolder.files.join(", ")}.`;
    const where = [files, ...(page ? [page.sentence()] : [])];
    process.stdout.write(
      json ? inJson(comparison) : comparisonPage(comparison, where, paintFor(process.stdout)),
    );
    if (interrupted) return EXIT.interrupted;
    return comparison.contenders.some(({ stuck }) => stuck > 0) ? EXIT.brokenPromise : EXIT.ok;
  } finally {
    folder?.discard();
    page?.discard();
  }
}

async function runAll(
  contenders: readonly OpenedContender[],
  options: Omit<ComparisonOptions, "executor">,
  queue: string | undefined,
): Promise<{ comparison: Comparison; interrupted: boolean }> {
  const jobs = await openJobs({
    recorded: recordingsOf(contenders),
    routerOf: ownRouters(contenders.map(({ opened }) => opened)),
    queue,
    inWords: runsInWords,
  });
  try {
    const comparison = await compareContenders(contenders, { ...options, executor: jobs });
    return { comparison, interrupted: jobs.interrupted };
  } catch (error) {
    if (!(error instanceof ContenderError)) throw error;
    throw inWords(error.cause, contenders[error.index]!.opened.refusal);
  } finally {
    await jobs.close();
  }
}
