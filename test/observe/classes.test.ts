/** Classes and tenants, each by itself: figures worked by hand, and what is said of them. */
import { describe, expect, test } from "vitest";
import { inside } from "../../sim/observe/inside.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { judge } from "../../sim/observe/verdict.ts";
import type { Objectives } from "../../sim/workload/class-spec.ts";
import { Request } from "../../sim/workload/request.ts";
import type { RequestClass, Tenant } from "../../sim/workload/request-class.ts";
import { ledger, stillEngine, summaryOf } from "./hand-made.ts";

const kind = (index: number, name: string, slo?: Objectives): RequestClass => ({
  index,
  name,
  priority: index,
  tenant: undefined,
  slo,
});

const ann: Tenant = { index: 0, name: "ann" };
const bob: Tenant = { index: 1, name: "bob" };

interface Seen {
  id: number;
  class: RequestClass;
  tenant?: Tenant;
  /** Absent: it has not finished. */
  ttft?: number;
  e2el?: number;
}

/** Requests of 10 prompt and 5 output tokens that came at 0. */
function observed(slo: Objectives | undefined, classes: RequestClass[], seen: Seen[]): Recorder {
  const recorder = new Recorder(slo as never, { classes, tenants: [ann, bob] });
  const engine = stillEngine();
  for (const { ttft, e2el = 5, ...of } of seen) {
    const request = new Request({ ...of, arrival: 0, prompt: 10, output: 5, priority: 0 });
    recorder.requestSubmitted(request, engine, 0);
    if (ttft === undefined) continue;
    Object.assign(request, { ttft, e2el, maxItl: 2, finishReason: "stop" });
    recorder.requestFinished(
      request,
      engine,
      ledger({ prefill: ttft, decode_kv: e2el - ttft }),
      e2el,
    );
  }
  return recorder;
}

const chat = kind(0, "chat", { ttft: 1, share: 0.75 });
const batch = kind(1, "batch");
const seen: Seen[] = [
  { id: 0, class: chat, tenant: ann, ttft: 0.5, e2el: 4.5 },
  { id: 1, class: chat, tenant: bob, ttft: 1.5, e2el: 5.5 },
  { id: 2, class: batch, tenant: ann, ttft: 3, e2el: 10 },
  { id: 3, class: chat },
];

const summarized = (slo: Objectives | undefined, classes = [chat, batch], all = seen) =>
  summaryOf(observed(slo, classes, all), stillEngine(), { now: 10 });

test("each class has the figures of its own requests", () => {
  const { classes, duration } = summarized(undefined);
  expect(duration).toBe(10);
  expect(classes).toMatchObject([
    {
      name: "chat",
      priority: 0,
      tenant: null,
      requests: 3,
      share_of_requests: 0.75,
      completed: 2,
      unfinished: 1,
      failed: 0,
      total_input_tokens: 20,
      total_output_tokens: 10,
      request_throughput: 0.2,
      request_goodput: 0.1,
      output_throughput: 1,
      total_token_throughput: 3,
      judged: 3,
      good: 1,
      share_inside: 1 / 3,
      slo: { ttft_ms: 1000, share: 0.75, good: 1 },
      slo_of: "class",
      median_ttft_ms: 1000,
      mean_tpot_ms: 1000,
      // Two requests with four gaps each, 8 s in all; the longest gap was 2 s.
      mean_itl_ms: 1000,
      max_itl_ms: 2000,
      mean_e2el_ms: 5000,
      ttft_parts_ms: { prefill: 1000 },
      decode_parts_ms: { decode_kv: 4000 },
      few_samples: expect.arrayContaining(["p99_ttft_ms"]),
    },
    {
      name: "batch",
      completed: 1,
      median_ttft_ms: 3000,
      judged: 0,
      share_inside: null,
      request_goodput: null,
      slo: null,
      slo_of: null,
    },
  ]);
});

test("tenants are counted, and those who ask on nobody's behalf last", () => {
  const { tenants } = summarized({ e2el: 5, share: 0.5 });
  expect(
    tenants.map(({ name, requests, completed, judged, good }) => [
      name,
      requests,
      completed,
      judged,
      good,
    ]),
  ).toEqual([
    ["ann", 2, 2, 2, 1],
    ["bob", 1, 1, 1, 0],
    [null, 1, 0, 1, 0],
  ]);
});

test("a class without a request has no figures, and none that is not a number", () => {
  const { classes } = summarized(undefined, [chat, batch, kind(2, "none")]);
  expect(classes[2]).toMatchObject({ requests: 0, mean_ttft_ms: null, mean_itl_ms: null });
  expect(JSON.stringify(classes)).not.toContain("NaN");
});

describe("the verdict", () => {
  const verdictOf = (slo: Objectives | undefined, classes: RequestClass[], all: Seen[]) => {
    const summary = summarized(slo, classes, all);
    const { share, met } = judge(summary);
    expect(inside(summary)).toMatchObject({ share, met });
    return inside(summary);
  };

  test("holds each request against its own class, and leaves out those without objectives", () => {
    expect(verdictOf(undefined, [chat, batch], seen)).toEqual({
      share: 1 / 3,
      met: false,
      sentence:
        "33.3 % of requests with an SLO met the SLO of their class; class chat misses most: " +
        "33.3 % met ttft ≤ 1 s, 75 % were asked for.",
    });
  });

  test("takes the scenario's objectives where a class has none", () => {
    // One of three chats and the batch itself: 2 of 4.
    expect(verdictOf({ e2el: 20, share: 0.9 }, [chat, batch], seen)).toMatchObject({
      share: 0.5,
      met: false,
      sentence: expect.stringMatching(/^50 % of requests met the SLO of their class; class chat/),
    });
  });

  test("says who had least to spare where all have their share", () => {
    const easy = kind(0, "easy", { ttft: 10, share: 0.5 });
    const strict = kind(1, "strict", { ttft: 10, share: 0.9 });
    const all = [easy, strict].map((it, id) => ({ id, class: it, ttft: 1 }));
    expect(verdictOf(undefined, [easy, strict], all)).toEqual({
      share: 1,
      met: true,
      sentence:
        "100 % of requests met the SLO of their class; every class had its share, strict with " +
        "least to spare: 100 % met ttft ≤ 10 s, 90 % were asked for.",
    });
  });

  test("is missed by one class alone, however many others have their share", () => {
    const strict = kind(0, "strict", { ttft: 0.1, share: 0.5 });
    const easy = kind(1, "easy", { ttft: 10, share: 0.5 });
    const all: Seen[] = Array.from({ length: 99 }, (_, id) => ({ id, class: easy, ttft: 1 }));
    const verdict = verdictOf(
      undefined,
      [strict, easy],
      [...all, { id: 99, class: strict, ttft: 1 }],
    );
    expect(verdict).toMatchObject({ share: 0.99, met: false });
    expect(verdict.sentence).toContain("class strict misses most: 0 % met ttft ≤ 100 ms");
  });

  test("asks one share of all classes under the scenario's objectives together", () => {
    // Two of three met it: enough, though one class is all outside.
    const [a, b] = [kind(0, "a"), kind(1, "b")];
    const all = [
      { id: 0, class: a, ttft: 1 },
      { id: 1, class: a, ttft: 1 },
      { id: 2, class: b, ttft: 3 },
    ];
    expect(verdictOf({ ttft: 2, share: 0.6 }, [a, b], all)).toEqual({
      share: 2 / 3,
      met: true,
      sentence:
        "66.6 % of requests met the SLO (ttft ≤ 2 s); 60 % were asked for. " +
        "Class b misses most: 0 % of it did.",
    });
  });

  test("prints names of strangers so that nobody is fooled", () => {
    const odd = kind(0, "a\u202Eb", { ttft: 0.1, share: 0.5 });
    expect(verdictOf(undefined, [odd], [{ id: 0, class: odd, ttft: 1 }]).sentence).toContain(
      "class a\\u202eb misses most",
    );
  });
});

test("requests.csv has the class, the tenant and the priority of each, quoted where due", () => {
  const odd = kind(0, 'a,"b"', { ttft: 1, share: 0.5 });
  const table = new RequestTable();
  for (const [id, tenant] of [ann, undefined].entries()) {
    const request = new Request({
      id,
      arrival: 0,
      prompt: 1,
      output: 1,
      priority: id - 1,
      class: odd,
      tenant,
    });
    table.requestSubmitted(request, stillEngine());
    Object.assign(request, { ttft: 1, e2el: 1, finishReason: "stop" });
    table.requestFinished(request, stillEngine(), ledger({}));
  }
  const [, first, second] = [...table.csv()].join("").split("\n");
  expect(first).toMatch(/^0,"a,""b""",.*,stop,true,.*,-1,ann$/);
  expect(second).toMatch(/^1,"a,""b""",.*,stop,true,.*,0,$/);
});
