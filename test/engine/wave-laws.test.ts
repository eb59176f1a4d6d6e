/** Laws of ranks that share experts, over small worlds drawn at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CAUSE, type Cost, type StepShape } from "../../sim/cost/cost.ts";
import type { Step } from "../../sim/engine/step.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { blind } from "../../sim/observe/probe.ts";
import { LittlesLaw } from "../law/littles-law.ts";
import { tries } from "../soak.ts";
import { type AskedOfRank, FRONTEND, type RanksOptions, ranksWorld } from "./ranks.ts";

/** Each token, key and token of the wave takes its time; so do hosts. */
const cost: Cost = {
  gpu({ tokens, decodeContext, prefillPairs, waveTokens }: StepShape, byCause) {
    byCause.fill(0);
    byCause[CAUSE.matrix] = onGrid(0.004 + 0.0001 * tokens + 0.00002 * waveTokens);
    byCause[CAUSE.attention] = onGrid(0.00001 * decodeContext + 0.000001 * prefillPairs);
    return byCause[CAUSE.matrix]! + byCause[CAUSE.attention]!;
  },
  prepare: ({ decodes, prefills }) => onGrid(0.0005 + 0.00002 * (decodes + prefills)),
  work: ({ decodes, prefills }) => onGrid(0.001 + 0.00001 * decodes + 0.0004 * prefills),
  launch: ({ tokens, prefills }) => (tokens > 64 ? onGrid(0.02) : prefills > 0 ? onGrid(0.008) : 0),
  graph: (tokens) => (tokens > 64 ? undefined : 8 * Math.ceil(tokens / 8)),
};

const worlds = fc.record({
  ranks: fc.integer({ min: 2, max: 5 }),
  asked: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 4000 }).map((ms) => ms / 1000),
      prompt: fc.integer({ min: 1, max: 200 }),
      output: fc.integer({ min: 1, max: 60 }),
      rank: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  settings: fc.record({
    async_scheduling: fc.boolean(),
    max_num_seqs: fc.constantFrom(2, 16),
    max_num_batched_tokens: fc.constantFrom(32, 256),
  }),
  blocks: fc.constantFrom(20, 40, 400),
});

const play = ({ asked, ...options }: { asked: AskedOfRank[] } & Omit<RanksOptions, "cost">) =>
  ranksWorld(asked, { cost, frontend: FRONTEND, ...options }).run();

test("requests and seconds are conserved, and the same world plays the same", () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const law = new LittlesLaw();
      // The world's audit holds every ledger and every tile to its sum.
      const first = play({ ...drawn, probes: [law.probe] });
      expect(law.inside).toBe(0);
      expect(law.integral).toBe(law.sojourns);
      const again = play(drawn).requests;
      expect(first.requests.map(({ e2el, ttft }) => [ttft, e2el])).toEqual(
        again.map(({ e2el, ttft }) => [ttft, e2el]),
      );
      for (const { e2el, finishReason } of again) {
        if (finishReason === "stop") expect(e2el).toBeGreaterThan(0);
      }
    }),
    { numRuns: tries(60) },
  );
});

interface Tile {
  rank: number;
  begin: number;
  end: number;
  own: number;
  waveTokens: number;
}

test("all steps of a wave begin and end together, and the slowest of them never waits", () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const waves = new Map<number, Tile[]>();
      const stepScheduled = (step: Step, { index: rank }: { index: number }) => {
        const { begin, end, byCause, shape } = step;
        const own = end - begin - byCause[CAUSE.host]! - byCause[CAUSE.idle]!;
        const tile = { rank, begin, end, own, waveTokens: shape.waveTokens };
        waves.set(begin, [...(waves.get(begin) ?? []), tile]);
      };
      const world = play({ ...drawn, probes: [{ ...blind, stepScheduled }] });
      let last = 0;
      for (const [begin, tiles] of waves) {
        expect(begin).toBeGreaterThanOrEqual(last);
        const [{ end, waveTokens }] = tiles as [Tile];
        last = end;
        expect(new Set(tiles.map(({ rank }) => rank)).size).toBe(tiles.length);
        for (const tile of tiles) expect([tile.end, tile.waveTokens]).toEqual([end, waveTokens]);
        const slowest = Math.max(...tiles.map(({ own }) => own));
        expect(end - begin).toBeGreaterThanOrEqual(slowest);
      }
      // Whoever was not in a wave went along with a dummy.
      for (const { stepsFinished, dummySteps } of world.group.ranks)
        expect(stepsFinished + dummySteps).toBeGreaterThanOrEqual(waves.size);
    }),
    { numRuns: tries(60) },
  );
});
