/**
 * `--report` of a study: the page with a comparison, a sweep or a plan in it, one file that opens
 * on its result.
 */
import {
  changedText,
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

/** What a study came to. */
export interface StudyResult extends Pick<SavedStudy, "kind" | "result"> {
  /** Of a comparison, who was compared: a first run of each is shown. */
  of?: readonly { name: string; opened: OpenedScenario }[];
}

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

function saved({ of = [], ...study }: StudyResult, opened: OpenedScenario): SavedStudy {
  const { scenario, text } = opened;
  const { files } = alongWith(opened);
  const runs = of.map((one) => ({
    name: one.name,
    saved: recordedRun(one.opened, scenario.seed),
  }));
  return { ...study, runs, scenario, text: text(), files };
}

export const withStudy = (page: string, study: SavedStudy): string[] =>
  withBytes(page, "saved-study", encodeSavedStudy(study));

/** Runs a scenario once more, with the seed that all of a study have, for a page to draw. */
function recordedRun(opened: OpenedScenario, seed: number): SavedRun {
  const { recorded, router } = opened;
  const scenario = { ...opened.scenario, seed };
  const text = (): string =>
    seed === opened.scenario.seed
      ? opened.text()
      : changedText(opened.text(), [{ path: ["seed"], value: seed }]);
  const recording = new Recording(scenario.slo);
  const simulation = new Simulation(scenario, {
    files: fileTexts(recorded),
    probes: [recording],
    ...(router && { router }),
  });
  return savedRun(recording, simulation.run(), { ...opened, scenario, text });
}
