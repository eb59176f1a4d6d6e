import { expect, test } from "vitest";
import { StepReplay, TileReplay } from "../../sim/recording/index.ts";
import { scenario, tight } from "./runs.ts";

/** The tight run by three ranks, of which two are looked at. */
const ranks = scenario({
  ...tight,
  cluster: { pools: [{ ...tight.cluster.pools[0]!, data_parallel_size: 3 }] },
});
const [from, to] = [0.1, 0.5];
const tiles = new TileReplay(ranks, { engines: [0, 2], from, to }).run().result();

test("the steps of several engines are those that each of them tells", () => {
  for (const engine of [0, 2]) {
    const rows = [...tiles.engine.keys()].filter((row) => tiles.engine[row] === engine);
    const steps = new StepReplay(ranks, { engine, from, to }).run().result();
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map((row) => tiles.index[row])).toEqual([...steps.index]);
    expect(rows.map((row) => tiles.begin[row])).toEqual([...steps.begin]);
    expect(rows.map((row) => tiles.end[row])).toEqual([...steps.end]);
    expect(rows.map((row) => tiles.tokens[row])).toEqual([...steps.shape.tokens]);
    expect(rows.map((row) => tiles.promptTokens[row])).toEqual([...steps.shape.prefillTokens]);
  }
  expect([...new Set(tiles.engine)].sort()).toEqual([0, 2]);
  // Ranks of a dense model wait for nobody.
  expect(tiles.idle.every((seconds) => seconds === 0)).toBe(true);
});

test("not more are told than were asked for, the first ones", () => {
  const few = new TileReplay(ranks, { engines: [0, 2], from, to, most: 5 }).run().result();
  expect([few.count, few.cut]).toEqual([5, true]);
  expect([...few.begin]).toEqual([...tiles.begin.subarray(0, 5)]);
});

test("an engine that is none is told at once", () => {
  expect(() => new TileReplay(ranks, { engines: [0, 3], from, to })).toThrow(
    "There is no engine 3: this run has 3, counted from 0.",
  );
});
