/** A pipeline: stages, turns, and the time in which one waits for another. */
import { describe, expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { FIRST_TOKEN_PARTS, parts } from "../../sim/engine/ledger.ts";
import { Vtc } from "../../sim/engine/order/vtc.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { Request } from "../../sim/workload/request.ts";
import {
  type Asked,
  fixedCost,
  linearCost,
  pipelineCost,
  type WorldOptions,
  world,
} from "./world.ts";

const equalStages = (count: number) => Array.from({ length: count }, () => fixedCost(1));
/** One prompt fills a step. */
const settings = { max_num_batched_tokens: 16, max_num_seqs: 16 };
const filling = (count: number, output: number) =>
  Array.from({ length: count }, () => ({ prompt: 16, output }));

const share = (seconds: Readonly<Float64Array>): number =>
  seconds[CAUSE.bubble]! / seconds.reduce((sum, each) => sum + each, 0);

describe("the bubble", () => {
  test.each([
    [2, 1],
    [2, 3],
    [3, 4],
    [4, 1],
    [4, 12],
    [8, 8],
  ])("%i equal stages that get %i equal steps at once wait (p−1)/(m+p−1) of the time", (p, m) => {
    for (const async_scheduling of [false, true]) {
      const { engine, agenda } = world(filling(m, 1), {
        cost: pipelineCost(equalStages(p)),
        settings: { ...settings, async_scheduling },
      }).run();
      expect(agenda.now).toBe(m + p - 1);
      const seconds = engine.secondsByCause;
      expect(seconds.reduce((sum, each) => sum + each, 0)).toBe(agenda.now);
      if ([2, 4, 8].includes(p)) expect(share(seconds)).toBe((p - 1) / (m + p - 1));
      else expect(share(seconds)).toBeCloseTo((p - 1) / (m + p - 1), 8);
    }
  });

  test.each([
    [2, 1],
    [4, 1],
    [4, 3],
    [4, 4],
    [8, 5],
  ])("%i stages with %i groups that decode wait 1 − m/p of the time", (p, m) => {
    for (const async_scheduling of [false, true]) {
      const read: Float64Array[] = [];
      const probe: Probe = {
        ...blind,
        stepFinished: (_step, engine) => read.push(engine.secondsByCause.slice()),
      };
      world(filling(m, 30), {
        cost: pipelineCost(equalStages(p)),
        settings: { ...settings, async_scheduling },
        probes: [probe],
      }).run();
      // From the tenth token of a group to its twentieth.
      const spent = read[20 * m]!.map((seconds, cause) => seconds - read[10 * m]![cause]!);
      expect(spent.reduce((sum, seconds) => sum + seconds, 0)).toBe(10 * p);
      expect(share(spent)).toBe(1 - m / p);
    }
  });
});

/** Begin and end of each step in each stage, the steps one after another. */
function tilesOf(asked: readonly Asked[], options: WorldOptions): number[][][] {
  const tiles: number[][][] = [];
  const probe: Probe = {
    ...blind,
    stepScheduled: ({ stages }) => tiles.push(stages.map(({ begin, end }) => [begin, end])),
  };
  world(asked, { ...options, probes: [probe] }).run();
  return tiles;
}

/** The parts of a request's latency that are not 0, from the given one on. */
const spent = (ledger: Float64Array, from = 0): Record<string, number> =>
  Object.fromEntries(
    [...ledger].flatMap((seconds, at) => (seconds === 0 ? [] : [[parts[from + at], seconds]])),
  );

describe("the way of a step", () => {
  const cost = pipelineCost([fixedCost(1), fixedCost(3), fixedCost(2)], 0.5);

  test("leads through stage after stage, each in the order of the steps", () => {
    // Stage 1 is the slowest: it sets the pace, and the others wait for it.
    expect(tilesOf(filling(2, 1), { cost, settings })).toEqual([
      [
        [0, 1],
        [1.5, 4.5],
        [5, 7],
      ],
      [
        [1, 2],
        [4.5, 7.5],
        [8, 10],
      ],
    ]);
  });

  test("is what a request waits for: a lone one never finds a stage busy", () => {
    const { ledgers } = world([{ prompt: 16, output: 3 }], { cost, settings }).run();
    // 1 + 3 + 2, and two sends; prefill is whole.
    expect(spent(ledgers.get(0)!)).toEqual({
      prefill: 7,
      decode_matrix: 12,
      decode_collectives: 2,
    });
  });

  test("has a bubble from one token to the next where other groups are in the way", () => {
    const { ledgers, requests } = world(filling(3, 2), { cost, settings }).run();
    // They leave at 7, 10 and 13. The first comes to stage 1 again at 8.5, where the third is until
    // 10.5; and so on.
    expect(requests.map(({ ttft, e2el }) => [ttft, e2el])).toEqual([
      [7, 16],
      [10, 19],
      [13, 22],
    ]);
    for (const [, ledger] of ledgers)
      expect(spent(ledger.subarray(FIRST_TOKEN_PARTS), FIRST_TOKEN_PARTS)).toEqual({
        decode_matrix: 6,
        decode_collectives: 1,
        decode_bubble: 2,
      });
  });

  test("waits for its worker, which learns of it when the one before has launched it", () => {
    // A step takes 1 s to schedule; then each worker takes 1 s to prepare and 0.5 s to launch it.
    const slow = pipelineCost([fixedCost(4), fixedCost(4)], 0, 1);
    const { engine, ledgers } = world([{ prompt: 16, output: 2 }], {
      cost: slow,
      settings,
    }).run();
    // The GPU of stage 0 begins at 2 and works until 6; stage 1's worker was ready at 3.5.
    expect(spent(ledgers.get(0)!)).toEqual({ prefill: 10, decode_matrix: 8, decode_host: 2 });
    const { secondsByCause: seconds } = engine;
    expect([CAUSE.matrix, CAUSE.host, CAUSE.bubble].map((cause) => seconds[cause])).toEqual([
      8, 4, 8,
    ]);
  });

  test("lasts as long as launching does, stage after stage", () => {
    const slow = pipelineCost([fixedCost(0.25), fixedCost(0.25)], 0, 1);
    // 1 s to schedule, and twice 1.5 s; the last launch ends at 4.
    expect(tilesOf([{ prompt: 16, output: 1 }], { cost: slow, settings })).toEqual([
      [
        [2, 2.5],
        [3.5, 4],
      ],
    ]);
  });
});

describe("turns", () => {
  const cost = pipelineCost(equalStages(4));
  const turnsOf = (asked: readonly Asked[], more: object = {}) => {
    const turns: (readonly [turn: number, decodes: number, tokens: number])[] = [];
    const probe: Probe = {
      ...blind,
      stepScheduled: ({ turn, shape }) => turns.push([turn, shape.decodes, shape.tokens]),
    };
    const settled = { cost, settings: { ...settings, ...more }, probes: [probe] };
    const { requests } = world(asked, settled).run();
    return { turns, requests };
  };

  test("pieces of a prompt follow each other at once, and its decodes every fourth turn", () => {
    const { turns, requests } = turnsOf([{ prompt: 40, output: 3 }]);
    expect(turns).toEqual([
      [0, 0, 16],
      [1, 0, 16],
      [2, 0, 8],
      [6, 1, 1],
      [10, 1, 1],
    ]);
    // Three pieces through four stages, and four stages for each token.
    expect(requests[0]).toMatchObject({ ttft: 6, e2el: 14 });
  });

  test("groups stay as uneven as they came together", () => {
    const three = [4, 4, 4].map((prompt) => ({ prompt, output: 3 }));
    const { turns } = turnsOf([...three, { prompt: 12, output: 3 }]);
    // Three fit into the first step, and a piece of the fourth.
    expect(turns).toEqual([
      [0, 0, 16],
      [1, 0, 8],
      [4, 3, 3],
      [5, 1, 1],
      [8, 3, 3],
      [9, 1, 1],
    ]);
  });

  test("an arrival has to wait for the oldest turn, be the others empty or not", () => {
    const { requests } = turnsOf([
      { prompt: 16, output: 5 },
      { at: 5, prompt: 15, output: 1 },
    ]);
    // The first has turns 0, 4, 8 and so on; that of turn 4 returns at 8, and turn 8 takes both.
    expect(requests[1]).toMatchObject({ ttft: 8 - 5 + 4 });
  });

  test("made one turn earlier, asynchronously, a step waits for its tokens alone", () => {
    const host = pipelineCost(equalStages(2), 0, 0.5);
    const lone = (async_scheduling: boolean) =>
      world([{ prompt: 16, output: 9 }], {
        cost: host,
        settings: { ...settings, async_scheduling },
      }).run().requests[0]!;
    // Synchronous, scheduling and preparing add to the two stages of each token; else they do not.
    expect(lone(false).e2el - lone(false).ttft).toBe(8 * 3);
    expect(lone(true).e2el - lone(true).ttft).toBe(8 * 2);
  });

  test("a static batch is alone in the pipeline", () => {
    const { requests } = world(filling(4, 3), {
      cost,
      settings: { batching: "static", max_batch_size: 4 },
    }).run();
    expect(requests.map(({ e2el }) => e2el)).toEqual([12, 12, 12, 12]);
  });
});

test("a sequence in which stages are unlike is told in stage-seconds to the last", () => {
  const unlike = pipelineCost(
    [linearCost(1, 1 / 16), linearCost(1 / 2, 1 / 8), fixedCost(2)],
    0.25,
  );
  const asked = [3, 9, 20].map((prompt, at) => ({ at, prompt, output: 4 }));
  const { engine, agenda } = world(asked, { cost: unlike, settings }).run();
  const seconds = engine.secondsByCause;
  expect(seconds.reduce((sum, each) => sum + each, 0)).toBe(agenda.now);
});

test("fair sharing charges a request in the turns of its own group alone", () => {
  const vtc = new Vtc({ settings: engineSchema.parse({}), groups: 2 });
  const request = new Request({ id: 0, arrival: 0, prompt: 10, output: 9, priority: 0 });
  const nobody = { stalled: [], late: [], yielding: [], finishing: [] };
  vtc.push(request);
  vtc.shift();
  const counters = [
    { group: 0, yielding: [request] },
    { group: 1 },
    { group: 0 },
    { group: 1 },
    // Its turn came in vain; the next one takes it.
    { group: 0, stalled: [Object.assign(request, { lastTurn: 2 })] },
    { group: 1, late: [request] },
    { group: 0 },
    { group: 1, finishing: [request] },
    { group: 1 },
  ].map((step) => {
    vtc.served({ ...nobody, ...step });
    return vtc.counter(undefined);
  });
  expect(counters).toEqual([12, 12, 14, 14, 14, 16, 16, 18, 18]);
});
