/** Does a job in this thread, from its first event to its last. */
import { KeptBlueprints } from "../../cluster/kept-blueprints.ts";
import { stabilityOf } from "../../observe/stability.ts";
import { Simulation, type SimulationOptions } from "../../simulation.ts";
import { loadOf } from "../../workload/load.ts";
import type { Executor, Job, Outcome } from "./job.ts";

/** Jobs of a study mostly have few machines among them. */
const kept = new KeptBlueprints();

/** @param options what is not in the job: the files that its scenario names, above all */
export function perform(job: Job, options: SimulationOptions = {}): Outcome {
  const simulation = new Simulation(job.scenario, { kept, ...options });
  const mayGrow = job.giveUp === true && loadOf(job.scenario.workload) === "open";
  const gaveUp = mayGrow && runUnlessGrowing(simulation);
  if (!gaveUp) simulation.run();
  const { log } = simulation;
  return { ...simulation.result(), ...(job.log && { log }), gaveUp };
}

/** Does one job after the other in this thread. */
export const executeHere = (options: SimulationOptions = {}): Executor => ({
  width: 1,
  execute: async (job) => perform(job, options),
});

/** Requests (a count) that have arrived when queues are looked at first; then a half more. */
const FIRST_LOOK = 500;
const AGAIN = 1.5;
/** Looks in a row that must find the queues growing: one alone finds it by chance now and then. */
const IN_A_ROW = 3;
/** How often every place must have been left: while places fill for the first time, queues grow. */
const TURNS = 2;
const SLICE = 1000;

/**
 * Runs to the end, or until queues were found growing again and again: true then.
 *
 * Looks are further and further apart, so that there are few, and of so many in a row the last has
 * seen more than twice as much as the first: a busy spell seldom lasts through them all. How often
 * one does is measured in `test/study/jobs/give-up.test.ts`.
 */
function runUnlessGrowing(simulation: Simulation): boolean {
  let lookAt = FIRST_LOOK;
  let found = 0;
  while (simulation.advance(SLICE)) {
    if (simulation.arrived < lookAt) continue;
    const turned = simulation.ended >= TURNS * mostRunning(simulation);
    found = turned && stabilityOf(simulation.log, false).growing ? found + 1 : 0;
    if (found === IN_A_ROW) return true;
    lookAt = AGAIN * simulation.arrived;
  }
  return false;
}

/** The most requests (a count) that any arrival found in the engines, past their queues. */
function mostRunning({ log: { inside, waiting, count } }: Simulation): number {
  let most = 0;
  for (let row = 0; row < count; row++) most = Math.max(most, inside[row]! - waiting[row]!);
  return most;
}
