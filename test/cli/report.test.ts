/** The parts of the terminal output that a pipe does not show. */
import { createColors } from "picocolors";
import { expect, test } from "vitest";
import { benchBlock } from "../../sim/cli/report/bench-block.ts";
import { classTable } from "../../sim/cli/report/classes.ts";
import { report } from "../../sim/cli/report/report.ts";
import { steadyPart } from "../../sim/cli/report/steady-part.ts";
import { whereTimeWent } from "../../sim/cli/report/where-time-went.ts";
import { createProgress, progressLine } from "../../sim/cli/run/progress.ts";
import { paragraph } from "../../sim/cli/text/paragraph.ts";
import { checkScenario, simulate } from "../../sim/index.ts";

const written = {
  name: "clients that ask again",
  workload: {
    arrivals: { process: "closed" as const, max_concurrency: 4 },
    num_prompts: 20,
    prompt_tokens: { distribution: "fixed" as const, tokens: 100 },
    output_tokens: { distribution: "fixed" as const, tokens: 20 },
  },
  cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-SXM-80GB" }] },
};
const scenario = checkScenario(written).scenario!;
const { summary } = simulate(written);
const plain = createColors(false);

test("the block has the rows and widths of vllm bench serve", () => {
  const lines = benchBlock(summary, scenario);
  expect(lines.slice(0, 4)).toEqual([
    "============ Serving Benchmark Result ============",
    "Successful requests:                     20        ",
    "Failed requests:                         0         ",
    "Maximum request concurrency:             4         ",
  ]);
  expect(lines.filter((line) => line.startsWith("-"))).toEqual([
    "---------------Time to First Token----------------",
    "-----Time per Output Token (excl. 1st token)------",
    "---------------Inter-token Latency----------------",
    "----------------End-to-end Latency----------------",
  ]);
  for (const line of lines) expect(line.length).toBeGreaterThanOrEqual(50);
});

test("what is not known is a dash", () => {
  const lines = benchBlock({ ...summary, mean_ttft_ms: null }, scenario);
  expect(lines).toContain("Mean TTFT (ms):                          -         ");
});

test("the parts of a request's time add up to all of it", () => {
  const [heading, ...rows] = whereTimeWent(summary, plain);
  expect(heading).toBe("Where the time of a request went           mean ms  share");
  const sum = rows.reduce((total, row) => total + Number(row.slice(40, 50)), 0);
  expect(sum).toBeCloseTo(summary.mean_e2el_ms!, 0);
});

test("a verdict is green or red where there is one", () => {
  const painted = (met: boolean) =>
    report(
      { summary: { ...summary, verdict: { ...summary.verdict, met } }, scenario, files: [] },
      createColors(true),
    );
  expect(painted(true).startsWith("\u001B[32m")).toBe(true);
  expect(painted(false).startsWith("\u001B[31m")).toBe(true);
});

test("a paragraph breaks between words", () => {
  const text = "four words and more ".repeat(10).trim();
  const lines = paragraph(text);
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines.length).toBe(3);
  expect(lines.join(" ")).toBe(text);
});

test("progress says how far, how fast and how long still", () => {
  expect(progressLine({ now: 12.5, ended: 2000, expected: 10_000 }, 4)).toBe(
    "12.5 s simulated, 2,000 of 10,000 requests, 500 a second, 16 s left",
  );
  expect(progressLine({ now: 12.5, ended: 2000, expected: undefined }, 4)).toBe(
    "12.5 s simulated, 2,000 requests, 500 a second",
  );
});

test("nobody watches a pipe, so nothing is written to it", () => {
  const written: string[] = [];
  const pipe = { isTTY: false, write: (text: string) => written.push(text) };
  const progress = createProgress(pipe as unknown as NodeJS.WriteStream, progressLine);
  progress.clear();
  expect(written).toEqual([]);
});

const open = {
  ...written,
  workload: {
    ...written.workload,
    arrivals: { process: "poisson" as const, request_rate: 5 },
    num_prompts: 1100,
  },
};

test("the steady part stands below the whole run, one line each", () => {
  const steady = steadyPart(simulate(open).summary, plain);
  expect(steady.map((line) => line.slice(0, 24).trim())).toEqual([
    expect.stringMatching(/^From [\d.]+ m?s to \d+ s$/),
    "whole run (1,100)",
    expect.stringMatching(/^steady part \([\d,]+\)$/),
  ]);
  for (const line of steady) expect(line.length).toBe(80);
  expect(steadyPart({ ...summary, steady: null }, plain)).toEqual([]);
});

test("percentiles that rest on few samples are marked, and the mark is explained", () => {
  const told = (it: typeof summary) => report({ summary: it, scenario, files: [] }, plain);
  expect(told(summary)).toMatch(/^P99 TTFT \(ms\): +[\d.]+ ~ *$/m);
  expect(told(summary)).toMatch(/^Mean TTFT \(ms\): +[\d.]+ *$/m);
  expect(told(summary)).toContain("~ Fewer than ten samples lie beyond this percentile");
  expect(told({ ...simulate(open).summary, steady: null })).not.toContain("~");
});

test("a queue that still grows is said before anything else", () => {
  const overloaded = { ...open.workload.arrivals, request_rate: 1000 };
  const workload = { ...open.workload, arrivals: overloaded };
  const grown = simulate({ ...open, workload }).summary;
  expect(grown.stability.growing).toBe(true);
  const [first] = report({ summary: grown, scenario, files: [] }, plain).split("\n");
  expect(first).toContain("The queue still grows by");
});

test("classes stand in a table, as they are or the twenty largest of them", () => {
  const kinds = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `class ${at}`, share: 1 / count }));
  const ofClasses = (classes: { name: string; share: number }[]) =>
    classTable(simulate({ ...written, workload: { ...written.workload, classes } }).summary, plain);
  const [heading, ...rows] = ofClasses(kinds(2));
  expect(heading).toBe(
    "Class (times in ms)     share  SLO met TTFT p50      p99 TPOT p50      p99  E2E p50",
  );
  expect(rows.map((row) => row.slice(0, 20).trim())).toEqual(["class 0", "class 1"]);
  expect(rows[0]).toMatch(/^class 0 +\d+(\.\d)? % +- +\d+\.\d ~/);
  const many = ofClasses(kinds(25));
  expect(many).toHaveLength(22);
  expect(many.at(-1)).toBe("and 5 more in the summary");
  expect(classTable(summary, plain)).toEqual([]);
});

test("names of strangers are cut and made safe in the table of classes", () => {
  const named = (name: string) => {
    const workload = { ...written.workload, classes: [{ name, share: 1 }] };
    return classTable(simulate({ ...written, workload }).summary, plain)[1]!.slice(0, 20);
  };
  expect(named("a\u202Eb")).toBe("a\\u202eb            ");
  expect(named("x".repeat(500))).toBe(`${"x".repeat(18)}… `);
  expect(named("__proto__")).toBe("__proto__           ");
});

test("a benchmark of classes has their rates together, or their clients", () => {
  const lines = (classes: object[]) => {
    const { arrivals: _, ...workload } = written.workload;
    const checked = checkScenario({ ...written, workload: { ...workload, classes } }).scenario!;
    return benchBlock(summary, checked).join("\n");
  };
  const poisson = (request_rate: number) => ({ process: "poisson", request_rate });
  const closed = { process: "closed", max_concurrency: 4 };
  const of = (...all: object[]) => all.map((arrivals, at) => ({ name: `${at}`, arrivals }));
  expect(lines(of(poisson(1.5), poisson(2)))).toContain("configured (RPS):           3.50");
  expect(lines(of(closed, closed))).toMatch(/Maximum request concurrency: +8 /);
  expect(lines(of(closed, poisson(1)))).not.toMatch(/configured|concurrency:/);
});
