/** Time is exact for 97 days; a workload may ask for more, and is told so. */
import { expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { createSource } from "../../sim/workload/source.ts";
import type { ArrivalsSpec, WorkloadSpec } from "../../sim/workload/spec.ts";
import { WorkloadError } from "../../sim/workload/workload-error.ts";
import { all, arrivals } from "./requests.ts";

const LONGEST = 2 ** 23;
const everyHalf: ArrivalsSpec = { process: "constant", request_rate: 2 / LONGEST };

const sourceOf = (arrivals: ArrivalsSpec, end: Partial<WorkloadSpec>) =>
  createSource(
    {
      arrivals,
      drain: "finish",
      prompt_tokens: { distribution: "fixed", tokens: 1 },
      output_tokens: { distribution: "fixed", tokens: 1 },
      ...end,
    },
    createRandom(1),
    () => "arrival_s,prompt_tokens,output_tokens\n1700000000,1,1\n",
  );

test("an arrival past it is bad input, told with its instant and its place", () => {
  const source = sourceOf(everyHalf, { num_prompts: 100 });
  expect([1, 2, 3].map(() => source.next()!.arrival)).toEqual([0, LONGEST / 2, LONGEST]);
  expect(() => source.next()).toThrow(
    new WorkloadError(
      ["workload", "arrivals"],
      "request 3 would arrive at 12582912 s; a run lasts 8388608 s (97 days) at most",
    ),
  );
});

test("a workload that ends in time never meets it", () => {
  expect(arrivals(all(sourceOf(everyHalf, { num_prompts: 3 })))).toHaveLength(3);
  expect(arrivals(all(sourceOf(everyHalf, { duration: LONGEST })))).toEqual([0, LONGEST / 2]);
});

const trace = { process: "trace", file: "since-1970.csv", rate_scale: 1, repeat: 1 } as const;

test.each<ArrivalsSpec>([
  { process: "poisson", request_rate: Number.MIN_VALUE },
  { process: "gamma", request_rate: 1e-9, burstiness: 0.5 },
  { process: "piecewise", segments: [{ duration: 1, request_rate: 1e-300 }], repeat: true },
  { process: "closed", max_concurrency: 1, think_time: LONGEST },
  { ...trace, start: 0 },
])("it is told however far the arrival lies: %j", (arrivals) => {
  const source = sourceOf(arrivals, { num_prompts: 100 });
  const serve = () => {
    for (let next = source.next(); next; next = source.next()) source.ended(next, next.arrival + 1);
  };
  expect(serve).toThrow(WorkloadError);
});

test("a recording that counts from 1970 is played from its start", () => {
  expect(() => sourceOf({ ...trace, start: 0 }, {}).next()).toThrow(
    "begin at its first row by start, an instant that becomes 0",
  );
  expect(arrivals(all(sourceOf({ ...trace, start: 1_699_999_990 }, {})))).toEqual([10]);
});
