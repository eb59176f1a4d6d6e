/** Replays as tasks: the same scenario again, as far as it takes to see what is asked for. */
import {
  BlockReplay,
  type Scenario,
  type Seconds,
  StepReplay,
  TileReplay,
  TokenReplay,
} from "../../sim/index.ts";
import type { Of } from "./protocol.ts";
import { type Driven, inSlices } from "./slices.ts";
import type { Starts, Task } from "./tasks.ts";

type Replays = Pick<Starts, "steps" | "tiles" | "tokens" | "blocks">;

/** @param now milliseconds */
export const createReplays = (now: () => number): Replays => ({
  *steps({ engine, from, to, most }, { scenario, files }) {
    const window = { engine, from, to, ...(most !== undefined && { most }) };
    const steps = yield* seen(new StepReplay(scenario, window, { files }), to, now);
    return { answer: { steps }, transfer: columnsOf(steps) };
  },

  *tiles({ engines, from, to, most }, { scenario, files }) {
    const window = { engines, from, to, ...(most !== undefined && { most }) };
    const tiles = yield* seen(new TileReplay(scenario, window, { files }), to, now);
    return { answer: { tiles }, transfer: columnsOf(tiles) };
  },

  *tokens({ request }, { scenario, files }) {
    const replay = new TokenReplay(scenario, { request }, { files });
    const tokens = yield* seen(replay, Number.POSITIVE_INFINITY, now);
    return { answer: { tokens }, transfer: columnsOf(tokens) };
  },

  *blocks({ engine, at, layout }, { scenario, files }) {
    const replay = new BlockReplay(laidOut(scenario, layout), { engine, at }, { files });
    const blocks = yield* seen(replay, at, now);
    return { answer: { blocks }, transfer: columnsOf(blocks) };
  },
});

interface Seeing<Answer> extends Driven {
  readonly now: Seconds;
  result(): Answer;
}

/** @param until when it is likely to have seen enough, if that is known */
function* seen<A>(replay: Seeing<A>, until: Seconds, now: () => number): Task<A> {
  yield* inSlices(replay, () => Math.min(1, replay.now / until), now);
  return replay.result();
}

/** All pools with caches of this layout, and just as many blocks. */
function laidOut(scenario: Scenario, kv_layout: Of<"blocks">["layout"]): Scenario {
  const { cluster } = scenario;
  const pools = cluster.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, kv_layout } }));
  return { ...scenario, cluster: { ...cluster, pools } };
}

/** The memory behind the arrays of an answer. */
const columnsOf = (answer: object): ArrayBuffer[] => [...new Set(arraysIn(answer))];

const arraysIn = (answer: object): ArrayBuffer[] =>
  Object.values(answer).flatMap((value) => {
    if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
    return typeof value === "object" && value !== null ? arraysIn(value) : [];
  });
