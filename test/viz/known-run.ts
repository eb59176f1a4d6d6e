/** A small run, the same each time: what the tests of the page draw. */
import {
  loadScenario,
  Recording,
  type RunRecord,
  type Scenario,
  Simulation,
} from "../../sim/index.ts";
import { tightYaml } from "../recording/runs.ts";

export { tightYaml as knownYaml };

export const knownScenario = (yaml = tightYaml): Scenario =>
  loadScenario(yaml, { file: "known.yaml" }).scenario;

/** The record of `yaml`, run to its end. */
export function knownRun(yaml = tightYaml): RunRecord {
  const scenario = knownScenario(yaml);
  const recording = new Recording(scenario.slo);
  const simulation = new Simulation(scenario, { probes: [recording] }).run();
  return recording.record(simulation, { scenario, text: yaml });
}
