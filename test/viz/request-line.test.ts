/** The life of a request as a line. */
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../sim/index.ts";
import { requestLine } from "../../viz/data/request-line.ts";
import { endOf } from "../../viz/data/window.ts";
import { type HandMade, handMadeRun } from "./hand-made-run.ts";
import { knownRun } from "./known-run.ts";

/** "waiting 1–2, prefill 2–3". */
const told = (record: RunRecord, request = 0): string =>
  requestLine(record, request, endOf(record))
    .spans.map(({ phase, from, to }) => `${phase} ${from}–${to}`)
    .join(", ");
const toldOf = (one: HandMade): string => told(handMadeRun([one]));

describe("a request", () => {
  test("waits, has its prompt computed, and decodes to its end", () => {
    expect(toldOf({ arrival: 1, ttft: 2, e2el: 6, pieces: [[2, 3]] })).toBe(
      "waiting 1–2, prefill 2–3, decode 3–7",
    );
  });

  test("waits between two pieces of its prompt", () => {
    const pieces = [
      [1, 2],
      [2, 3],
      [4, 5],
    ] as const;
    expect(toldOf({ arrival: 1, ttft: 4, e2el: 6, pieces })).toBe(
      "prefill 1–2, prefill 2–3, waiting 3–4, prefill 4–5, decode 5–7",
    );
  });

  test("that is preempted computes its prompt again, and decodes on", () => {
    const one: HandMade = {
      arrival: 0,
      ttft: 1,
      e2el: 9,
      pieces: [[0, 1]],
      lost: [3],
      again: [[5, 6]],
    };
    expect(toldOf(one)).toBe("prefill 0–1, decode 1–3, preempted 3–5, again 5–6, decode 6–9");
  });

  test("that is preempted before its first token has not decoded before", () => {
    const one: HandMade = {
      arrival: 0,
      ttft: 6,
      e2el: 9,
      pieces: [[0, 1]],
      lost: [2],
      again: [[5, 6]],
    };
    expect(toldOf(one)).toBe("prefill 0–1, waiting 1–2, preempted 2–5, again 5–6, decode 6–9");
  });

  test("that never finished goes on to the end of the run", () => {
    expect(toldOf({ arrival: 4 })).toBe("waiting 4–10");
    expect(toldOf({ arrival: 4, ttft: 2, pieces: [[5, 6]] })).toBe(
      "waiting 4–5, prefill 5–6, decode 6–10",
    );
    expect(toldOf({ arrival: 4, ttft: 2, pieces: [[5, 6]], lost: [8] })).toBe(
      "waiting 4–5, prefill 5–6, decode 6–8, preempted 8–10",
    );
  });

  test("that was refused has no time at all", () => {
    const record = handMadeRun([{ arrival: 4, reason: "kv_too_small" }]);
    expect(requestLine(record, 0, 10)).toMatchObject({ ending: "refused", until: 4, spans: [] });
  });
});

describe("of a simulated run", () => {
  const record = knownRun();
  const lines = Array.from({ length: record.requests.count }, (_, request) =>
    requestLine(record, request, endOf(record)),
  );

  test("spans tile each request's time, without gap or overlap", () => {
    for (const { request, spans, arrival, until } of lines) {
      expect(spans[0]!.from).toBe(arrival);
      for (const [at, span] of spans.entries()) expect(span.to).toBe(spans[at + 1]?.from ?? until);
      expect(until).toBe(arrival + record.requests.e2el[request]!);
    }
  });

  test("each piece and each preemption is on one line", () => {
    const spans = lines.flatMap((line) => line.spans);
    const pieces = spans.filter(({ phase }) => phase === "prefill" || phase === "again");
    expect(pieces).toHaveLength(record.pieces.count);
    expect(lines.flatMap(({ preempted }) => preempted)).toHaveLength(record.pauses.count);
  });
});
