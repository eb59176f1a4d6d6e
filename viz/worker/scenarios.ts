/**
 * Scenarios of questions, read once: what is asked about a run is asked with the text of that run.
 */
import {
  arrivalsIn,
  type Files,
  jointLengthsIn,
  type LoadedScenario,
  type Located,
  loadScenario,
  type Said,
  ScenarioError,
} from "../../sim/index.ts";
import type { Asked } from "./protocol.ts";

export const FILE = "scenario.yaml";

export interface Opened extends LoadedScenario {
  files: Files;
}

/** As many as a page may be about at a time: the run that is shown, and the one on its way. */
const KEPT = 2;

export function createScenarios(): { open(asked: Asked): Opened } {
  let kept: { asked: Asked; opened: Opened }[] = [];
  return {
    open(asked) {
      const same = ({ asked: { text, files } }: { asked: Asked }): boolean =>
        text === asked.text && files === asked.files;
      const known = kept.find(same) ?? { asked, opened: load(asked) };
      kept = [known, ...kept.filter((other) => other !== known)].slice(0, KEPT);
      return known.opened;
    },
  };
}

/** Throws a `ScenarioError`, also where a file that it names is not there. */
function load({ text, files }: Asked): Opened {
  const loaded = loadScenario(text, { file: FILE });
  const absent = filesOf(loaded).filter(({ spec }) => !Object.hasOwn(files, spec));
  if (absent.length > 0) throw new ScenarioError(absent.map((said) => missing(said, loaded)));
  return { ...loaded, files: (name) => files[name]! };
}

export function filesOf({ scenario: { workload } }: LoadedScenario): Said<string>[] {
  const recorded = [
    ...arrivalsIn(workload).filter(({ spec }) => spec.process === "trace"),
    ...jointLengthsIn(workload).filter(({ spec }) => spec.distribution === "empirical"),
  ];
  return recorded.flatMap(({ path, spec }) =>
    "file" in spec ? [{ path: [...path, "file"], spec: spec.file }] : [],
  );
}

function missing({ path, spec }: Said<string>, { locate }: LoadedScenario): Located {
  const message = `is not here: drop ${spec.split("/").at(-1)} on the page`;
  return { path, value: spec, message, place: locate({ path }) };
}
