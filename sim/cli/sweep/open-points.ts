/**
 * The points of a sweep as scenarios that can run, with everything that they name.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { KeyTerms, Point, Scenario } from "../../index.ts";
import { Refusal } from "../exit.ts";
import type { RecordedFile } from "../files/recorded-files.ts";
import type { RouterOf } from "../jobs/jobs.ts";
import { ownRouters } from "../jobs/own-routers.ts";
import type { OpenedScenario } from "../run/open-scenario.ts";

export interface OpenedPoints {
  scenarios: Scenario[];
  /** All that any of them names. */
  recorded: RecordedFile[];
  /** Routers of the user's own; undefined where no point names one. */
  routerOf: RouterOf | undefined;
  /** SHA-256 of what each point names, by name. */
  files: NonNullable<KeyTerms["files"]>[];
}

/** @param file of the scenario, from whose folder modules are named */
export async function openPoints(
  opened: OpenedScenario,
  points: readonly Point[],
  file: string,
): Promise<OpenedPoints> {
  /** By their words, of which the first place is told. */
  const faults = new Map<string, string>();
  const all: OpenedScenario[] = [];
  for (const { changes } of points) {
    try {
      all.push(await opened.vary(changes));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const line of error.message.split("\n")) {
        const words = line.slice(line.indexOf("  "));
        if (!faults.has(words)) faults.set(words, line);
      }
    }
  }
  if (faults.size > 0) throw new Refusal(inWords([...faults.values()], all.length > 0));
  const recorded = new Map(all.flatMap((one) => one.recorded.map((it) => [it.name, it])));
  return {
    scenarios: all.map(({ scenario }) => scenario),
    recorded: [...recorded.values()],
    routerOf: ownRouters(all),
    files: all.map((one) => filesOf(one, dirname(file))),
  };
}

/** The first ones tell the story. */
const MOST_TOLD = 20;

function inWords(faults: readonly string[], others: boolean): string {
  const untold = faults.length - MOST_TOLD;
  return [
    ...faults.slice(0, MOST_TOLD),
    ...(untold > 0 ? [`and ${untold} more`] : []),
    ...(others ? ["Other points are right: sweep.skip leaves out those that make no sense."] : []),
  ].join("\n");
}

const moduleOf = ({ cluster: { router } }: Scenario): string | undefined =>
  "module" in router ? router.module : undefined;

function filesOf({ recorded, scenario }: OpenedScenario, folder: string) {
  const module = moduleOf(scenario);
  return Object.fromEntries([
    ...recorded.map(({ name, sha256 }) => [name, sha256]),
    // What the module itself imports is not known here.
    ...(module === undefined ? [] : [[module, sha256Of(resolve(folder, module))]]),
  ]);
}

const sha256Of = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");
