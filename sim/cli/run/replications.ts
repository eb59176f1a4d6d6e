/**
 * `--replications N`: the scenario again with other seeds, one run after the other, and what they
 * tell together. The run that was made already is the first of them.
 */
import { setImmediate } from "node:timers/promises";
import {
  type Replica,
  type Replications,
  runReplications,
  type Scenario,
  type Simulation,
} from "../../index.ts";
import { replicationsBlock } from "../report/replications.ts";
import type { Paint } from "../text/paint.ts";
import { drive } from "./drive.ts";
import { createProgress, progressLine } from "./progress.ts";

export interface Replicated {
  replications: Replications;
  interrupted: boolean;
  /** What is printed of it. */
  asText(paint: Paint): string;
}

interface Asked {
  n: number;
  first: Replica;
  /** Builds a simulation that nobody watches. */
  build(scenario: Scenario): Simulation;
}

/** Runs the others; of those that came to their end before Ctrl-C is told. */
export async function replicateRun(
  scenario: Scenario,
  { n, first, build }: Asked,
): Promise<Replicated> {
  let run = 0;
  // Driving listens too, but between two runs nobody drives.
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  const replications = await runReplications(scenario, n, {
    async execute(seeded) {
      run += 1;
      if (run === 1) return first;
      // Short runs are over before the signal could get a word in.
      await setImmediate();
      if (interrupted) return undefined;
      const simulation = build(seeded);
      const progress = createProgress(
        process.stderr,
        (it: Simulation, elapsed) => `run ${run} of ${n}: ${progressLine(it, elapsed)}`,
      );
      if (await drive(simulation, progress)) return undefined;
      return { result: simulation.result(), log: simulation.log };
    },
  }).finally(() => process.removeListener("SIGINT", interrupt));
  return {
    replications,
    interrupted: replications.n < n,
    asText: (paint) => `\n${replicationsBlock(replications, paint).join("\n")}\n`,
  };
}
