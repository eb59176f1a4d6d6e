/**
 * What every router must keep, ours and a user's alike.
 *
 * The checks run a router over small made-up clusters and return what it broke, in words; tests and
 * the command line hold a user's module against the same list.
 */
import type { EngineView } from "../../engine/view.ts";
import { createRandom } from "../../kernel/random.ts";
import { DEFAULT_CLASS } from "../../workload/request-class.ts";
import type { Arrival, ClusterView, RouterBuilder } from "./router.ts";

/** Engine counts that the checks try. */
const SIZES = [1, 2, 3, 8];
const ARRIVALS = 64;

/** Promises that this router breaks, one sentence each; empty when it keeps them all. */
export function brokenPromises(build: RouterBuilder): string[] {
  const broken = new Set<string>();
  for (const size of SIZES) {
    const view = madeUpCluster(size);
    const before = JSON.stringify(view);
    const first = choices(build, view, broken);
    const second = choices(build, view, broken);
    for (const choice of first) {
      if (!Number.isInteger(choice) || choice < 0 || choice >= size) {
        broken.add(`it chose engine ${choice} of ${size}: an index from 0 to ${size - 1} is due`);
      }
    }
    if (first.join() !== second.join()) {
      broken.add("built twice from the same seed it chose differently: use the stream it is given");
    }
    if (JSON.stringify(view) !== before) broken.add("it changed the view: a router only reads");
  }
  return [...broken];
}

function choices(build: RouterBuilder, view: ClusterView, broken: Set<string>): number[] {
  try {
    const router = build({ random: createRandom(1).stream("router") });
    return Array.from({ length: ARRIVALS }, (_, id) => router.route(arrival(id), view));
  } catch (error) {
    broken.add(`it threw: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

const arrival = (id: number): Arrival =>
  Object.freeze({
    id,
    arrival: id / 8,
    prompt: 100 + 37 * (id % 11),
    priority: id % 3,
    class: DEFAULT_CLASS,
    tenant: undefined,
  });

/** Engines of unequal load, frozen. */
function madeUpCluster(size: number): ClusterView {
  const engines = Array.from({ length: size }, (_, index): EngineView => {
    const waiting = (5 * index) % 3;
    const running = (7 * index) % 5;
    return Object.freeze({
      name: `mixed-${index}`,
      index,
      waiting,
      running,
      outstanding: waiting + running,
      kvBlocks: 1000,
      kvBlocksHeld: 100 * running,
      stepsFinished: 10 * index,
      dummySteps: 0,
      secondsByCause: new Float64Array(0),
      kvUse: () => ({
        capacity: 16_000,
        used: 1600 * running,
        reserved: 0,
        internal: 0,
        external: 0,
        free: 16_000 - 1600 * running,
      }),
      secondsWaited: () => new Float64Array(0),
      kvRegion: () => undefined,
      runningRequests: () => [],
      computed: () => 0,
    });
  });
  return Object.freeze({ engines: Object.freeze(engines) });
}
