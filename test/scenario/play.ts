/**
 * Plays a scenario of ours from its file.
 */
import { readdirSync, readFileSync } from "node:fs";
import { findData } from "../../sim/cli/files/data.ts";
import { loadScenario } from "../../sim/scenario/load.ts";
import { Simulation, type SimulationOptions } from "../../sim/simulation.ts";

/** Those that are simply run; a plan is made of those in `plans`. */
export const scenarioFiles = ["", "lessons/"].flatMap((folder) =>
  readdirSync(`scenarios/${folder}`)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `${folder}${file}`),
);

export const open = (file: string, set: readonly string[] = []) =>
  loadScenario(readFileSync(`scenarios/${file}`, "utf8"), { file, set }).scenario;

/** The recordings that a scenario names and that are not here; without them it cannot be played. */
export function absentFiles(file: string): string[] {
  const { arrivals, lengths } = open(file).workload;
  return [arrivals, lengths]
    .flatMap((source) => (source && "file" in source ? [source.file] : []))
    .filter((name) => findData(name) === undefined);
}

interface Play extends SimulationOptions {
  /** Overrides. */
  set?: readonly string[];
}

/** The simulation of a scenario, at its end. */
export function play(file: string, { set = [], ...options }: Play = {}): Simulation {
  const files = (name: string) => readFileSync(findData(name)!, "utf8");
  return new Simulation(open(file, set), { files, ...options }).run();
}
