import fc from "fast-check";
import { expect, test } from "vitest";
import { causes } from "../../sim/cost/cost.ts";
import type { Step } from "../../sim/engine/step.ts";
import { blind } from "../../sim/observe/probe.ts";
import { Timeline, type TimelineRow, timelineColumns } from "../../sim/observe/timeline.ts";
import { fixedCost, pipelineCost, world } from "../engine/world.ts";
import { request, step, stillEngine } from "./hand-made.ts";
import { loads, worldOf } from "./loads.ts";

const integral = (rows: readonly TimelineRow[], of: keyof TimelineRow["figures"]): number =>
  rows.reduce((sum, { start, end, figures }) => sum + figures[of] * (end - start), 0);

const total = (rows: readonly TimelineRow[], of: keyof TimelineRow["figures"]): number =>
  rows.reduce((sum, { figures }) => sum + figures[of], 0);

const secondsOf = ({ figures }: TimelineRow): number =>
  causes.reduce((sum, cause) => sum + figures[`${cause}_s`], 0);

test("a step that straddles two intervals is split in proportion", () => {
  const timeline = new Timeline({ interval: 1 });
  const engine = stillEngine();
  engine.waiting = 2;
  timeline.requestSubmitted(request({}), engine, 0.5);
  Object.assign(engine, { waiting: 0, running: 2, kvBlocksHeld: 4, used: 50 });
  const straddling = step({ begin: 0.5, end: 2.5, tokens: 40, output: 8 });
  timeline.stepScheduled(straddling, engine);
  timeline.stepFinished(straddling, engine);
  const rows = [...timeline.rows([engine], 3)];
  expect(rows.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(rows.map(({ figures }) => figures.matrix_s)).toEqual([0.5, 1, 0.5]);
  expect(rows.map(({ figures }) => figures.idle_s)).toEqual([0.5, 0, 0.5]);
  expect(rows.map(({ figures }) => figures.steps)).toEqual([0.25, 0.5, 0.25]);
  expect(rows.map(({ figures }) => figures.batch_tokens)).toEqual([40, 40, 40]);
  expect(rows.map(({ figures }) => figures.output_tokens_per_s)).toEqual([2, 4, 2]);
  expect(rows.map(({ figures }) => figures.running)).toEqual([1, 2, 2]);
  expect(rows[0]!.figures.kv_internal_tokens).toBe(7);
});

test("a run cut in the middle of a step shows the part that has passed", () => {
  const timeline = new Timeline({ interval: 1 });
  const engine = stillEngine();
  timeline.stepScheduled(step({ begin: 0, end: 4 }), engine);
  const rows = [...timeline.rows([engine], 1.5)];
  expect(rows.map(({ end, figures }) => [end, figures.matrix_s])).toEqual([
    [1, 1],
    [1.5, 0.5],
  ]);
});

test("idle time is whole however long it lasts", () => {
  const rows = [...new Timeline({ interval: 1 }).rows([stillEngine()], 300)];
  expect(rows.map(({ figures }) => figures.idle_s)).toEqual(new Array(300).fill(1));
});

test("when rows run out, neighbours are merged and nothing is lost", () => {
  const engine = stillEngine();
  const run = (timeline: Timeline) => {
    for (let second = 0; second < 40; second++) {
      const each = step({ begin: second, end: second + 1, tokens: second, output: 1 });
      engine.running = second;
      timeline.stepScheduled(each, engine);
      timeline.stepFinished(each, engine);
    }
    return [...timeline.rows([engine], 40)];
  };
  const fine = new Timeline({ interval: 1 });
  const coarse = new Timeline({ interval: 1, maxIntervals: 5 });
  const all = run(fine);
  const merged = run(coarse);
  expect(fine.interval).toBe(1);
  expect(coarse.interval).toBe(8);
  expect(merged).toHaveLength(5);
  expect(total(merged, "matrix_s")).toBe(40);
  expect(integral(merged, "running")).toBe(integral(all, "running"));
  expect(merged[1]!.figures.running).toBe((8 + 9 + 10 + 11 + 12 + 13 + 14 + 15) / 8);
});

test("the rows of many engines together stay below the cap", () => {
  const timeline = new Timeline({ interval: 1, maxRows: 12 });
  const engines = [0, 1, 2].map(stillEngine);
  timeline.stepScheduled(step({ begin: 0, end: 10 }), engines[0]!);
  const rows = [...timeline.rows(engines, 10)];
  // Four intervals an engine: 1 s is doubled twice.
  expect(timeline.interval).toBe(4);
  expect(rows.map(({ engine }) => engine).slice(0, 3)).toEqual(["mixed-0", "mixed-1", "mixed-2"]);
  expect(rows).toHaveLength(9);
});

test("asking for rows does not change what comes later", () => {
  const once = new Timeline({ interval: 1 });
  const often = new Timeline({ interval: 1 });
  const engine = stillEngine();
  for (const timeline of [once, often]) {
    const long = step({ begin: 0, end: 4, output: 3 });
    timeline.stepScheduled(long, engine);
    if (timeline === often)
      for (const now of [0.25, 1, 3.5]) expect([...often.rows([engine], now)]);
    timeline.stepFinished(long, engine);
  }
  expect([...often.rows([engine], 5)]).toEqual([...once.rows([engine], 5)]);
});

test("rows asked for while a pipeline is empty, or amid its steps, change no sum", () => {
  const often = new Timeline({ interval: 1 });
  const two = pipelineCost([fixedCost(1), fixedCost(2)]);
  const { engine, agenda } = world(
    [
      { at: 3, prompt: 8, output: 3 },
      { at: 20, prompt: 8, output: 2 },
    ],
    { cost: two, probes: [often] },
  );
  expect([...often.rows([engine], 1)].map(({ figures }) => figures.idle_s)).toEqual([1]);
  while (agenda.runNext()) [...often.rows([engine], agenda.now)];
  const rows = [...often.rows([engine], agenda.now)];
  for (const row of rows) expect(secondsOf(row)).toBeCloseTo(row.end - row.start, 9);
  // Five passes of 3 s through two stages; nothing from 0 to 3, and from 12 to 20.
  expect(agenda.now).toBe(26);
  for (const [cause, seconds] of [
    ["matrix", 7.5],
    ["bubble", 7.5],
    ["idle", 11],
  ] as const)
    expect(total(rows, `${cause}_s`)).toBeCloseTo(seconds, 9);
});

test("whatever happens, rows add up to the engine's own totals", () => {
  fc.assert(
    fc.property(loads, fc.constantFrom(7, 50, 2000), (load, maxIntervals) => {
      const timeline = new Timeline({ maxIntervals, interval: 1 / 8 });
      let tokens = 0;
      let computed = 0;
      const counter = {
        ...blind,
        stepFinished(it: Step) {
          tokens += it.outputTokens;
          computed += it.shape.tokens;
        },
      };
      const { engine, agenda } = world(load.asked, {
        ...worldOf(load),
        probes: [timeline, counter],
      }).run();
      const rows = [...timeline.rows([engine], agenda.now)];
      expect(rows.length).toBeLessThanOrEqual(maxIntervals);
      for (const row of rows) expect(secondsOf(row)).toBeCloseTo(row.end - row.start, 9);
      for (const cause of causes) {
        const idle = cause === "idle" ? agenda.now - engine.secondsByCause.reduce(add) : 0;
        const own = engine.secondsByCause[causes.indexOf(cause)]! + idle;
        expect(total(rows, `${cause}_s`)).toBeCloseTo(own, 6);
      }
      expect(total(rows, "steps")).toBeCloseTo(engine.stepsFinished, 6);
      expect(integral(rows, "output_tokens_per_s")).toBeCloseTo(tokens, 6);
      const inBatches = rows.reduce((sum, { figures: f }) => sum + f.steps * f.batch_tokens, 0);
      expect(inBatches).toBeCloseTo(computed, 6);
    }),
    { numRuns: 60 },
  );
});

const add = (a: number, b: number): number => a + b;

test("timeline.csv has the agreed header and fixed decimals", () => {
  const timeline = new Timeline({ interval: 2 });
  const engine = stillEngine();
  timeline.stepScheduled(step({ begin: 0, end: 2, output: 3 }), engine);
  const [header, first] = [...timeline.csv([engine], 2)].join("").split("\n");
  expect(header).toBe(
    "start_s,end_s,engine,running,waiting,kv_blocks_used,steps,batch_tokens,output_tokens_per_s," +
      "weights_s,kv_s,activations_s,matrix_s,attention_s,collectives_s,transfer_s,bubble_s," +
      "launch_s,host_s,sampler_s,idle_s," +
      "kv_used_tokens,kv_reserved_tokens,kv_internal_tokens,kv_external_tokens,kv_free_tokens",
  );
  expect(first).toMatch(/^0\.000000000,2\.000000000,mixed-0,/);
  expect(first!.split(",")).toHaveLength(3 + timelineColumns.length);
  expect(first).toContain(",1.000000,1.000000,1.500000,");
});
