import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_TOKEN_PARTS, PART, parts } from "../../sim/engine/ledger.ts";
import { type TokenColumns, TokenReplay } from "../../sim/recording/index.ts";
import { reconcile } from "../../sim/recording/replay/reconcile.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { tries } from "../soak.ts";
import { recorded, scenario, scenarios, sum, tight } from "./runs.ts";

const WIDTH = parts.length;

const tokensOf = (of: Scenario, request: number): TokenColumns =>
  new TokenReplay(of, { request }).run().result();

/** Seconds of all tokens together, by part. */
const byPart = ({ parts: charged }: TokenColumns): number[] =>
  Array.from({ length: WIDTH }, (_, part) => sum(charged.filter((_, at) => at % WIDTH === part)));

test("tokens of any request come when its latencies say, and sum to its ledger", () => {
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const { requests } = recorded(drawn).record;
      for (let row = 0; row < requests.count; row++) {
        const tokens = tokensOf(drawn, row);
        const { count, at, parts: charged } = tokens;
        const arrival = requests.arrival[row]!;
        for (let token = 0; token < count; token++) {
          const gap = at[token]! - (token > 0 ? at[token - 1]! : arrival);
          expect(sum(charged.subarray(WIDTH * token, WIDTH * (token + 1)))).toBe(gap);
        }
        expect(charged.every((seconds) => seconds >= 0)).toBe(true);
        expect(count > 0 ? at[0]! - arrival : Number.NaN).toBe(requests.ttft[row]);
        if (Number.isNaN(requests.e2el[row]!)) continue;
        expect(count).toBe(requests.output[row]);
        expect(at[count - 1]! - arrival).toBe(requests.e2el[row]);
        expect(byPart(tokens)).toEqual([...requests.ledger.slice(WIDTH * row, WIDTH * (row + 1))]);
      }
    }),
    { numRuns: tries(20) },
  );
});

test("the first token has the parts of TTFT, and the others those of decoding", () => {
  const { parts: charged } = tokensOf(scenario(tight), 7);
  expect(sum(charged.subarray(FIRST_TOKEN_PARTS, WIDTH))).toBe(0);
  for (let from = WIDTH; from < charged.length; from += WIDTH) {
    expect(sum(charged.subarray(from, from + FIRST_TOKEN_PARTS))).toBe(0);
  }
});

test("a request that was preempted has it all in one gap, in a step of its own", () => {
  const { step, at, parts: charged, batch, count } = tokensOf(scenario(tight), 9);
  const paused = Array.from(at.keys()).filter((row) => charged[WIDTH * row + PART.preempted]! > 0);
  expect(paused).toHaveLength(1);
  const [row] = paused as [number];
  expect(at[row]! - at[row - 1]!).toBe(recorded(tight).record.requests.maxItl[9]);
  for (let token = 1; token < count; token++) {
    expect(step[token]! - step[token - 1]! === 1).toBe(token !== row);
  }
  expect(batch.every((requests) => requests >= 1 && requests <= 12)).toBe(true);
});

test("a replay is over with the last token, and can be left before", () => {
  const record = recorded(tight).record.requests;
  const replay = new TokenReplay(scenario(tight), { request: 2 });
  expect(replay.advance(10)).toBe(true);
  expect(replay.result().count).toBe(0);
  replay.run();
  expect(replay.advance(1)).toBe(false);
  expect(replay.now).toBeLessThanOrEqual(record.arrival[2]! + record.e2el[2]!);
});

test("a refused request has no token, and one that never came is no request", () => {
  const short = scenario({
    ...tight,
    workload: {
      ...tight.workload,
      prompt_tokens: { distribution: "fixed", tokens: 2000 },
    },
  });
  expect(tokensOf(short, 0).count).toBe(0);
  expect(() => tokensOf(scenario(tight), 12)).toThrow(
    "There is no request 12: 12 came, counted from 0.",
  );
});

test("rows give what a part has too much of to one that has too little", () => {
  const row = (seconds: Partial<Record<keyof typeof PART, number>>) => {
    const made = new Float64Array(WIDTH);
    for (const [part, value] of Object.entries(seconds)) made[PART[part as "stream"]] = value;
    return [...made];
  };
  const rows = Float64Array.from([
    ...row({ prefill: 1 }),
    ...row({ decode_host: 1, decode_weights: 4 }),
    ...row({ decode_host: 3, decode_weights: 4 }),
  ]);
  reconcile(
    rows,
    Float64Array.from(row({ prefill: 1, decode_host: 2, decode_weights: 9, others_prefill: 1 })),
  );
  expect([...rows]).toEqual([
    ...row({ prefill: 1 }),
    ...row({ decode_weights: 5 }),
    ...row({ decode_host: 2, decode_weights: 4, others_prefill: 1 }),
  ]);
});
