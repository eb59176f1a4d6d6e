import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import type { Request } from "../../sim/workload/request.ts";
import { createSource, type Source } from "../../sim/workload/source.ts";
import type { TraceSpec, WorkloadSpec } from "../../sim/workload/spec.ts";
import { all, arrivals, outputs, prompts } from "./requests.ts";

const whole: TraceSpec = { process: "trace", file: "t", rate_scale: 1, start: 0, repeat: 1 };

const sourceOf = (spec: WorkloadSpec, texts: Record<string, string>): Source =>
  createSource(spec, createRandom(1), (name) => texts[name]!);

describe("a trace", () => {
  const text = "arrival_s,prompt_tokens,output_tokens\n1,10,1\n2,20,2\n5,30,3\n7,40,4\n";
  const play = (part: Partial<TraceSpec>, rest: Partial<WorkloadSpec> = {}): Request[] =>
    all(sourceOf({ arrivals: { ...whole, ...part }, drain: "finish", ...rest }, { t: text }));

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
    const spec: WorkloadSpec = {
      arrivals: whole,
      drain: "finish",
      output_tokens: { distribution: "fixed", tokens: 99 },
    };
    expect(sourceOf(spec, { t: text }).remarks).toEqual([
      "t gives no outputs: the workload has its own output_tokens.",
    ]);
  });

  test("that starts after its end is refused", () => {
    expect(() => play({ start: 8 })).toThrow('t  "7" is the last arrival, before the start at 8');
  });

  test("brings the priority of each row, pass after pass; without such a column all are 0", () => {
    const urgent = "arrival_s,prompt_tokens,output_tokens,priority\n0,9,9,2\n1,9,9,-1\n";
    const spec: WorkloadSpec = { arrivals: { ...whole, repeat: 2 }, drain: "finish" };
    const priorities = all(sourceOf(spec, { t: urgent })).map(({ priority }) => priority);
    expect(priorities).toEqual([2, -1, 2, -1]);
    expect(play({}).every(({ priority }) => priority === 0)).toBe(true);
  });
});

test("what is odd about the files is told under their names, once each", () => {
  const texts = {
    "hour.csv": "arrival_s,prompt_tokens,output_tokens,Model\r\n0,1,2,GPT-4\r\n",
    "rows.csv": "\uFEFFprompt_tokens,output_tokens\n3,4\n",
  };
  const remarks = (file: string) => {
    const arrivals = { ...whole, file: "hour.csv" };
    const lengths = { distribution: "empirical", file } as const;
    return sourceOf({ arrivals, lengths, drain: "finish" }, texts).remarks;
  };
  expect(remarks("rows.csv")).toEqual([
    "hour.csv has CRLF line ends, which were read as LF.",
    "hour.csv has columns that are not used: Model.",
    "hour.csv gives no lengths: the workload has its own lengths.",
    "rows.csv begins with a byte-order mark, which was skipped.",
  ]);
  expect(remarks("hour.csv")).toHaveLength(3);
});
