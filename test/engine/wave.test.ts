/** Ranks that share experts: they begin together, end together, and go along with nothing to do. */
import { describe, expect, test } from "vitest";
import { CAUSE, type Cost, type StepShape } from "../../sim/cost/cost.ts";
import { PART } from "../../sim/engine/ledger.ts";
import type { Step } from "../../sim/engine/step.ts";
import { blind } from "../../sim/observe/probe.ts";
import { type AskedOfRank, type RanksOptions, ranksWorld } from "./ranks.ts";
import { linearCost } from "./world.ts";

interface Told {
  rank: number;
  begin: number;
  end: number;
  tokens: number;
  idle: number;
  shape: StepShape;
}

/** The steps of all ranks, and the world they were in. */
function stepsOf(asked: readonly AskedOfRank[], options: RanksOptions) {
  const steps: Told[] = [];
  const stepScheduled = (
    { begin, end, byCause, shape }: Step,
    { index: rank }: { index: number },
  ) => {
    const { tokens } = shape;
    steps.push({ rank, begin, end, tokens, idle: byCause[CAUSE.idle]!, shape: { ...shape } });
  };
  const { probes = [] } = options;
  const all = { ...options, probes: [...probes, { ...blind, stepScheduled }] };
  return { world: ranksWorld(asked, all).run(), steps };
}

const tiles = (steps: readonly Told[]) =>
  steps.map(({ rank, begin, end, tokens, idle }) => [rank, begin, end, tokens, idle]);

describe("two ranks", () => {
  // A step takes 1 s, and 1/64 s more for each new token.
  const cost = linearCost(1, 1 / 64);

  test("go through a step together: one that decodes waits for the other one's prompt", () => {
    const { world, steps } = stepsOf(
      [
        { prompt: 64, output: 3, rank: 0 },
        { at: 1, prompt: 320, output: 2, rank: 1 },
      ],
      { cost },
    );
    expect(tiles(steps)).toEqual([
      // A prompt of 64 tokens takes 2 s; the second rank goes along with a dummy.
      [0, 0, 2, 64, 0],
      // It was in its next dummy already when its request came at 1 s.
      [0, 2, 3 + 1 / 64, 1, 0],
      // Its prompt takes 6 s: 5 s less 1/64 s longer than the other one's token.
      [0, 3 + 1 / 64, 9 + 1 / 64, 1, 5 - 1 / 64],
      [1, 3 + 1 / 64, 9 + 1 / 64, 320, 0],
      [1, 9 + 1 / 64, 10 + 2 / 64, 1, 0],
    ]);
    const [first, second] = world.requests;
    expect([first!.ttft, first!.e2el]).toEqual([2, 9 + 1 / 64]);
    expect([second!.ttft, second!.e2el]).toEqual([8 + 1 / 64, 9 + 2 / 64]);
    const ledger = world.ledgers.get(0)!;
    expect(ledger[PART.decode_idle]).toBe(5 - 1 / 64);
    expect(ledger[PART.others_prefill]).toBe(0);
    expect(world.ledgers.get(1)![PART.wait_step]).toBe(2 + 1 / 64);
  });

  test("tell apart the prompt that a rank computes itself and the one it waits for", () => {
    // The first rank decodes when both get a prompt: its own of 128 tokens, the other one's of 64.
    const { world, steps } = stepsOf(
      [
        { prompt: 64, output: 3, rank: 0 },
        { prompt: 64, output: 9, rank: 1 },
        { at: 1, prompt: 128, output: 1, rank: 0 },
        { at: 1, prompt: 64, output: 1, rank: 1 },
      ],
      { cost },
    );
    const second = steps.filter(({ begin }) => begin === 2);
    expect(tiles(second)).toEqual([
      [0, 2, 5 + 1 / 64, 129, 0],
      [1, 2, 5 + 1 / 64, 65, 1],
    ]);
    const ledger = world.ledgers.get(0)!;
    // Without its own prompt the step had lasted as long as the other one's: 2 s and 1/64 s.
    expect(ledger[PART.decode_idle]).toBe(1);
    expect(ledger[PART.others_prefill]).toBe(1);
    // For the second rank it is the other way round: 1 s of waiting, its own prompt took none.
    const other = world.ledgers.get(1)!;
    expect([other[PART.decode_idle], other[PART.others_prefill]]).toEqual([2, 0]);
  });

  test("count the steps that one had nothing to do in, and are idle in them", () => {
    const { world } = stepsOf([{ prompt: 64, output: 5, rank: 1 }], { cost });
    const [first, second] = world.group.ranks;
    expect([first!.dummySteps, first!.stepsFinished]).toEqual([5, 0]);
    expect([second!.dummySteps, second!.stepsFinished]).toEqual([0, 5]);
    expect(world.group.dummySteps).toBe(5);
  });

  test("are told how many tokens all have together: a dummy has one", () => {
    const { steps } = stepsOf([{ prompt: 64, output: 2, rank: 1 }], { cost, ranks: 4 });
    expect(steps.map(({ shape }) => [shape.waveTokens, shape.waveMost])).toEqual([
      [67, 64],
      [4, 1],
    ]);
  });

  test("are padded to the graph of the busiest, unless its kernels are launched one by one", () => {
    const graph = (tokens: number) => (tokens > 32 ? undefined : tokens > 8 ? 32 : 8);
    const { steps } = stepsOf([{ prompt: 20, output: 2, rank: 1 }], {
      cost: { ...cost, graph },
      ranks: 4,
    });
    expect(steps.map(({ shape }) => [shape.waveTokens, shape.waveMost])).toEqual([
      [128, 32],
      [32, 8],
    ]);
    const { steps: large } = stepsOf([{ prompt: 33, output: 1, rank: 1 }], {
      cost: { ...cost, graph },
      ranks: 4,
    });
    expect([large[0]!.shape.waveTokens, large[0]!.shape.waveMost]).toEqual([36, 33]);
  });
});

describe("hosts of two ranks", () => {
  /** The GPU takes 8 s, scheduling 1 s, preparing 2 s, and launching a prompt 16 s. */
  const workers: Cost = {
    ...linearCost(8, 0, 1),
    work: () => 2,
    launch: ({ prefills }: StepShape) => (prefills > 0 ? 16 : 0),
  };

  test("launch as the slowest does, and all wait until its workers are ready", () => {
    const { steps } = stepsOf(
      [
        { prompt: 64, output: 3, rank: 0 },
        { at: 20, prompt: 64, output: 2, rank: 1 },
      ],
      { cost: workers },
    );
    expect(tiles(steps).map(([rank, begin, end]) => [rank, begin, end])).toEqual([
      // 1 s to schedule, 2 s to prepare, 16 s to launch.
      [0, 0, 19],
      [0, 19, 19 + 3 + 8],
      // The other one's prompt came before its workers launched the last wave, at 22 s; to launch
      // it keeps the decode waiting.
      [0, 30, 30 + 19],
      [1, 30, 30 + 19],
      [1, 49, 49 + 3 + 8],
    ]);
  });

  test("prepare a wave while one runs, with two in flight", () => {
    const { steps, world } = stepsOf([{ prompt: 64, output: 4, rank: 0 }], {
      cost: workers,
      settings: { async_scheduling: true },
    });
    expect(tiles(steps).map(([rank, begin, end]) => [rank, begin, end])).toEqual([
      [0, 0, 19],
      // Launched at 21, while the first one has just ended: the GPU waits for 2 s of the host.
      [0, 19, 29],
      [0, 29, 37],
      [0, 37, 45],
    ]);
    expect(world.group.ranks[1]!.dummySteps).toBe(4);
  });
});

describe("ranks without a request", () => {
  // A step takes 1 s however large.
  const cost = linearCost(1, 0);
  const frontend = { in: 0, out: 0, wake: 0.5 };

  test("go on with dummies: a request waits for the end of the one under way", () => {
    const { world } = stepsOf(
      [
        { prompt: 8, output: 2, rank: 0 },
        { at: 10.25, prompt: 8, output: 1, rank: 1 },
      ],
      { cost, frontend },
    );
    // Awake at 0.5 s, done at 2.5 s; dummies end at 3.5, …, 10.5.
    expect(world.requests[1]!.ttft).toBe(0.25 + 1);
    // 8 waves of dummies, and both ranks' own.
    expect(world.group.ranks.map(({ dummySteps }) => dummySteps)).toEqual([9, 10]);
  });

  test("rest when 32 steps have passed, and have to be woken then", () => {
    const { world } = stepsOf(
      [
        { prompt: 8, output: 2, rank: 0 },
        { at: 32.25, prompt: 8, output: 1, rank: 1 },
        { at: 100.25, prompt: 8, output: 1, rank: 0 },
      ],
      { cost, frontend },
    );
    // Steps end at 1.5, …, 32.5, where the ranks rest; the second request comes amid the last.
    expect(world.requests[1]!.ttft).toBe(0.25 + 1);
    expect(world.requests[2]!.ttft).toBe(0.5 + 1);
  });

  test("rest at once where the last step is a 32nd one, if none is in flight beside it", () => {
    const answered = (async_scheduling: boolean) => {
      const asked = [
        { prompt: 8, output: 32, rank: 0 },
        { at: 33.25, prompt: 8, output: 1, rank: 0 },
      ];
      const { world } = stepsOf(asked, { cost, frontend, settings: { async_scheduling } });
      return world.requests[1]!.e2el;
    };
    // Done at 32.5 s. At rest it takes 0.5 s to wake; else a dummy is under way until 33.5 s.
    expect(answered(false)).toBe(0.5 + 1);
    expect(answered(true)).toBe(0.25 + 1);
  });
});
