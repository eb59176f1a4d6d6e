import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import type { Request } from "../../sim/workload/request.ts";
import { createSource } from "../../sim/workload/source.ts";
import type { WorkloadSpec } from "../../sim/workload/spec.ts";

const workload = (max_concurrency: number, think_time: number, num_prompts = 50): WorkloadSpec => ({
  arrivals: { process: "closed", max_concurrency, think_time },
  num_prompts,
  drain: "finish",
  prompt_tokens: { distribution: "uniform", min: 1, max: 1000 },
  output_tokens: { distribution: "uniform", min: 1, max: 1000 },
});

const sourceOf = (spec: WorkloadSpec) => createSource(spec, createRandom(1), () => "");

/**
 * A cluster of endless room that takes `seconds(request)` for each request: gives every request
 * with the instant of its end, in the order of arrival, and the most that were in flight at once.
 */
function serve(spec: WorkloadSpec, seconds: (request: Request) => number) {
  const source = sourceOf(spec);
  const served: { request: Request; end: number }[] = [];
  const inFlight: { request: Request; end: number }[] = [];
  let most = 0;
  let coming = source.next();
  while (coming || inFlight.length > 0) {
    inFlight.sort((a, b) => a.end - b.end || a.request.id - b.request.id);
    if (coming && coming.arrival < (inFlight[0]?.end ?? Infinity)) {
      inFlight.push({ request: coming, end: onGrid(coming.arrival + seconds(coming)) });
      served.push(inFlight.at(-1)!);
      most = Math.max(most, inFlight.length);
      coming = source.next();
    } else {
      const { request, end } = inFlight.shift()!;
      source.ended(request, end);
      coming ??= source.next();
    }
  }
  return { served, most };
}

describe("three clients that think for 2 s, served in 1 s", () => {
  const { served, most } = serve(workload(3, 2, 7), () => 1);

  test("ask together at 0, and every 3 s from then on, until seven have asked", () => {
    expect(served.map(({ request }) => request.arrival)).toEqual([0, 0, 0, 3, 3, 3, 6]);
  });

  test("are three at most", () => {
    expect(most).toBe(3);
  });
});

test("a client without thought asks again at the instant of its answer", () => {
  const { served } = serve(workload(1, 0, 4), () => 0.5);
  expect(served.map(({ request }) => request.arrival)).toEqual([0, 0.5, 1, 1.5]);
});

test("no request is known while every client waits, and one is once an answer is there", () => {
  const source = sourceOf(workload(2, 1));
  const first = source.next()!;
  source.next();
  expect(source.next()).toBeUndefined();
  source.ended(first, 5);
  expect(source.next()!.arrival).toBe(6);
  expect(source.next()).toBeUndefined();
});

test("nobody asks at or after the end of the duration", () => {
  const spec = { ...workload(1, 1), num_prompts: undefined, duration: 6 };
  const { served } = serve(spec, () => 1);
  expect(served.map(({ request }) => request.arrival)).toEqual([0, 2, 4]);
});

const service = fc.func(fc.double({ min: 0.001, max: 100, noNaN: true }));

test("never more in flight than clients, whatever the service takes", () => {
  const clients = fc.integer({ min: 1, max: 20 });
  const thinking = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(clients, thinking, service, (max_concurrency, think_time, seconds) => {
      const { served, most } = serve(workload(max_concurrency, think_time), (r) => seconds(r.id));
      expect(served).toHaveLength(50);
      expect(most).toBeLessThanOrEqual(max_concurrency);
      let before = 0;
      for (const { request } of served) {
        expect(request.arrival).toBe(onGrid(request.arrival));
        expect(request.arrival).toBeGreaterThanOrEqual(before);
        before = request.arrival;
      }
    }),
  );
});

test("a fast cluster and a slow one are asked the same requests in the same order", () => {
  const sizes = (seconds: (request: Request) => number) =>
    serve(workload(5, 1), seconds).served.map(({ request }) => [request.prompt, request.output]);
  expect(sizes(() => 0.1)).toEqual(sizes((request) => request.output));
});

describe("what cannot be is refused", () => {
  test("an answer to nothing", () => {
    const source = sourceOf(workload(2, 1));
    const request = source.next()!;
    source.ended(request, 1);
    expect(() => source.ended(request, 2)).toThrow("none was in flight");
  });

  test("an answer before the one before", () => {
    const source = sourceOf(workload(2, 1));
    const [first, second] = [source.next()!, source.next()!];
    source.ended(first, 3);
    expect(() => source.ended(second, 2)).toThrow("an end at 2 s follows one at 3 s");
  });
});
