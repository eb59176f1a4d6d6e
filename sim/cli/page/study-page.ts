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
import { savedRun } from "../run/report-page.ts";
import { readPage, withBytes } from "./page-file.ts";

export interface StudyPage {
  write(study: SavedStudy): void;
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
    write(study) {
      const chunks = withStudy(page, study);
      size = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0);
      file.write(chunks);
    },
    publish: file.publish,
    discard: file.discard,
    sentence: () => `Page in ${asked}, ${formatBytes(size)}: open it in a browser.`,
  };
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
