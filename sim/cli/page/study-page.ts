/**
 * `--report` of a study: the page with a comparison, a sweep or a plan in it, one file that opens
 * on its result.
 */
import {
  encodeSavedStudy,
  formatBytes,
  Recording,
  type SavedRun,
  type SavedStudy,
  Simulation,
} from "../../index.ts";
import { openOutputFile } from "../files/output-file.ts";
import { fileTexts } from "../files/recorded-files.ts";
import type { OpenedScenario } from "../run/open-scenario.ts";
import { alongWith, savedRun } from "../run/report-page.ts";
import { readPage, withBytes } from "./page-file.ts";

/** What a study came to, and the runs that are worth looking at. */
export type StudyResult = Pick<SavedStudy, "kind" | "result"> & Partial<Pick<SavedStudy, "runs">>;

export interface StudyPage {
  /** @param opened the scenario that is varied */
  write(study: StudyResult, opened: OpenedScenario): void;
  /** Puts what is written in its place. */
  publish(): void;
  /** Takes away what was not published. */
  discard(): void;
  /** Where it went, in a sentence. */
  sentence(): string;
}

/** Refuses, before anything is simulated, a place where no file can be put. */
export function openStudyPage(asked: string): StudyPage {
  const page = readPage(asked);
  const file = openOutputFile("--report", asked);
  let size = 0;
  return {
    write(study, opened) {
      const chunks = withStudy(page, saved(study, opened));
      size = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0);
      file.write(chunks);
    },
    publish: file.publish,
    discard: file.discard,
    sentence: () => `Page in ${asked}, ${formatBytes(size)}: open it in a browser.`,
  };
}

function saved({ runs = [], ...study }: StudyResult, opened: OpenedScenario): SavedStudy {
  const { scenario, text } = opened;
  const { files } = alongWith(opened);
  return { ...study, runs, name: scenario.name, scenario, text: text(), files };
}

export const withStudy = (page: string, study: SavedStudy): string[] =>
  withBytes(page, "saved-study", encodeSavedStudy(study));

/** Runs a scenario once more, and saves what a page draws of it. */
export function recordedRun(opened: OpenedScenario): SavedRun {
  const { scenario, recorded, router } = opened;
  const recording = new Recording(scenario.slo);
  const simulation = new Simulation(scenario, {
    files: fileTexts(recorded),
    probes: [recording],
    ...(router && { router }),
  });
  return savedRun(recording, simulation.run(), opened);
}
