/** Which rank of two each request of a measured run went to, and how busy that kept them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { askedIn, numbersIn } from "../../sim/study/validation/measured-run.ts";
import { replayMeasured } from "../../sim/study/validation/validate.ts";
import { CASES, readCaseFile, readCases, skipped } from "./measured-cases.ts";

const RANKS = [0, 1];

describe.skipIf(skipped)(CASES, () => {
  const run = readCases().find(({ id }) => id === "h200-8b-dp2--p40")!;
  const measured = numbersIn(readCaseFile(run.workload.steps_csv));
  const { replayed } = replayMeasured(run, askedIn(readCaseFile(run.workload.requests_csv)));

  test("ranks of a dense model were taken in turn, one request after the other", () => {
    const told = ranksTold(numbersIn(readCaseFile(run.workload.requests_csv)), measured);
    expect(told.filter((rank) => rank !== undefined).length).toBe(768);
    for (const [request, rank] of told.entries())
      if (rank !== undefined) expect(rank).toBe(replayed.rankOf[request]);
  });

  test("each rank gets the share of requests that it was recorded to get, to 3 points", () => {
    const requests = RANKS.map((rank) =>
      measured
        .filter(({ engine }) => engine === rank)
        .reduce((sum, { prefill_requests }) => sum + prefill_requests!, 0),
    );
    const share = (rank: number) => requests[rank]! / (requests[0]! + requests[1]!);
    for (const rank of RANKS) {
      const simulated =
        replayed.rankOf.filter((one) => one === rank).length / replayed.requests.length;
      expect(Math.abs(simulated - share(rank))).toBeLessThan(0.03);
    }
  });

  test("on each rank about as many requests run as were recorded to, 35 and 39", () => {
    const was = RANKS.map((rank) =>
      mean(measured.filter(({ engine }) => engine === rank).map(({ running }) => running!)),
    );
    expect(was.map(Math.round)).toEqual([35, 39]);
    const is = RANKS.map((rank) =>
      mean(replayed.steps.filter((step) => step.rank === rank).map(({ running }) => running)),
    );
    for (const rank of RANKS) expect(Math.abs(is[rank]! / was[rank]! - 1)).toBeLessThan(0.1);
    const shown = [was, is].map((each) => each.map((mean) => mean.toFixed(1)).join(" : "));
    for (const both of shown) expect(readFileSync("README.md", "utf8")).toContain(both);
  });
});

/** The rank whose step gave each request its first token, where one alone can have. */
function ranksTold(
  requests: readonly Record<string, number>[],
  steps: readonly Record<string, number>[],
): (number | undefined)[] {
  const prompting = steps.filter(({ prefill_requests }) => prefill_requests! > 0);
  return requests.map(({ arrival_s, ttft_ms, prompt_tokens }) => {
    const delivered = arrival_s! + ttft_ms! / 1000;
    const near = prompting.filter(
      ({ output_s }) => output_s! > delivered - 0.012 && output_s! <= delivered + 0.0005,
    );
    const alone = near.filter(
      ({ prefill_requests, prefill_tokens }) =>
        prefill_requests === 1 && prefill_tokens === prompt_tokens,
    );
    const ranks = new Set((alone.length === 1 ? alone : near).map(({ engine }) => engine));
    return ranks.size === 1 ? [...ranks][0] : undefined;
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
