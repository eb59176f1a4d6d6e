import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import type { Request } from "../../sim/workload/request.ts";
import { createSource } from "../../sim/workload/source.ts";
import type { TraceSpec, WorkloadSpec } from "../../sim/workload/spec.ts";
import { all, arrivals, outputs, prompts } from "./requests.ts";

describe("a trace", () => {
  const text = "arrival_s,prompt_tokens,output_tokens\n1,10,1\n2,20,2\n5,30,3\n7,40,4\n";
  const whole: TraceSpec = { process: "trace", file: "t", rate_scale: 1, start: 0, repeat: 1 };
  const play = (part: Partial<TraceSpec>, rest: Partial<WorkloadSpec> = {}): Request[] =>
    all(
      createSource(
        { arrivals: { ...whole, ...part }, drain: "finish", ...rest },
        createRandom(1),
        () => text,
      ),
    );

  test("plays as recorded, lengths and all", () => {
    const requests = play({});
    expect(arrivals(requests)).toEqual([1, 2, 5, 7]);
    expect(prompts(requests)).toEqual([10, 20, 30, 40]);
    expect(outputs(requests)).toEqual([1, 2, 3, 4]);
  });

  test("plays twice as fast under a rate scale of 2", () => {
    expect(arrivals(play({ rate_scale: 2 }))).toEqual([0.5, 1, 2.5, 3.5]);
  });

  test("begins at its start, which becomes 0, and takes at most its limit of rows", () => {
    const requests = play({ start: 1.5, limit: 2 });
    expect(arrivals(requests)).toEqual([0.5, 3.5]);
    expect(prompts(requests)).toEqual([20, 30]);
  });

  test("repeats one mean gap after its last row: gaps of 1, 3 and 2 s have a mean of 2 s", () => {
    const requests = play({ repeat: 2 });
    expect(arrivals(requests)).toEqual([1, 2, 5, 7, 9, 10, 13, 15]);
    expect(prompts(requests)).toEqual([10, 20, 30, 40, 10, 20, 30, 40]);
  });

  test("is cut by num_prompts and by duration like any workload", () => {
    expect(play({ repeat: 9 }, { num_prompts: 5 })).toHaveLength(5);
    expect(arrivals(play({ repeat: 9 }, { duration: 9 }))).toEqual([1, 2, 5, 7]);
  });

  test("takes its lengths from the workload where that has some", () => {
    const requests = play({}, { output_tokens: { distribution: "fixed", tokens: 99 } });
    expect(prompts(requests)).toEqual([10, 20, 30, 40]);
    expect(outputs(requests)).toEqual([99, 99, 99, 99]);
  });

  test("that starts after its end is refused", () => {
    expect(() => play({ start: 8 })).toThrow('t:0  "7" is the last arrival, before the start at 8');
  });
});
