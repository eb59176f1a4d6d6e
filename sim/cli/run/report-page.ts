/** `--report`: the page with a run in it, one file that opens from disk. */
import {
  encodeSavedRun,
  formatBytes,
  Recording,
  type SavedRun,
  type Simulation,
} from "../../index.ts";
import type { OutputFile } from "../files/output-file.ts";
import { readPage, withBytes } from "../page/page-file.ts";
import type { Exports } from "./exports.ts";
import type { OpenedScenario } from "./open-scenario.ts";

/** Characters of files that go along, in all: a page should stay one that can be sent. */
const MOST_FILES = 20e6;

export function reportExport(asked: string, file: OutputFile, opened: OpenedScenario): Exports {
  const page = readPage(asked);
  const recording = new Recording(opened.scenario.slo);
  let size = 0;
  return {
    probes: [recording],
    write(simulation) {
      const chunks = withRun(page, savedRun(recording, simulation, opened));
      size = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0);
      file.write(chunks);
    },
    publish: file.publish,
    discard: file.discard,
    files: () => [`Page in ${asked}, ${formatBytes(size)}: open it in a browser.`],
    leftOut: () => [fixed(opened) ?? []].flat(),
  };
}

/** A run with whatever the page needs to run it again. */
export function savedRun(
  recording: Recording,
  simulation: Simulation,
  opened: OpenedScenario,
): SavedRun {
  const { scenario, text } = opened;
  return { record: recording.record(simulation, { scenario, text: text() }), ...alongWith(opened) };
}

/** Texts of the files that go along, or why none do. */
export function alongWith(opened: OpenedScenario): Pick<SavedRun, "files" | "fixed"> {
  const why = fixed(opened);
  const files = why === null ? opened.recorded : [];
  return { files: Object.fromEntries(files.map(({ name, text }) => [name, text])), fixed: why };
}

const FIXED = "The page shows this run and cannot run it again";

/** Why the page cannot run the scenario again, in a sentence. */
function fixed({ scenario: { cluster }, recorded }: OpenedScenario): string | null {
  if ("module" in cluster.router)
    return `${FIXED}: its router is code of the user's own, which stays outside the page.`;
  const size = recorded.reduce((sum, { text }) => sum + text.length, 0);
  if (size <= MOST_FILES) return null;
  const names = recorded.map(({ name }) => name).join(", ");
  return `${FIXED}: ${names} would add ${formatBytes(size)} to it.`;
}

export const withRun = (page: string, run: SavedRun): string[] =>
  withBytes(page, "run", encodeSavedRun(run));
