/** What can be wrong with the classes of a workload, with the place where it is. */
import { describe, expect, test } from "vitest";
import { chat, complaints, load } from "./world.ts";

const workload = /workload:\n(.|\n)*(?=cluster:)/;

/** The scenario of the small world with another workload, which begins in line 3. */
const withWorkload = (lines: string): string => chat.replace(workload, `workload:\n${lines}`);

const told = (lines: string): string[] => complaints(withWorkload(lines));

/** Two classes on lines 5 and 6 that share what arrives, from column 7 on. */
const shared = (first: string, second: string, arrivals = "poisson, request_rate: 8"): string[] =>
  told(`  arrivals: { process: ${arrivals} }
  classes:
    - { ${first} }
    - { ${second} }
  num_prompts: 9
  prompt_tokens: { distribution: fixed, tokens: 5 }
  output_tokens: { distribution: fixed, tokens: 5 }
`);

/** One class in line 4, with arrivals of its own, in a workload that says no more. */
const alone = (more: string): string[] =>
  told(`  classes:
    - { name: a, arrivals: { process: poisson, request_rate: 1 }${more} }
  num_prompts: 9
`);

const lengths =
  ", prompt_tokens: { distribution: fixed, tokens: 5 }" +
  ", output_tokens: { distribution: fixed, tokens: 5 }";

test("nothing is said of classes that are right", () => {
  expect(shared("name: a, share: 0.9", "name: b, share: 0.1, priority: -2")).toEqual([]);
  expect(
    shared("name: a, share: 1", "name: b, arrivals: { process: closed, max_concurrency: 4 }"),
  ).toEqual([]);
  expect(alone(lengths)).toEqual([]);
  expect(shared("name: a", "name: b, slo: { ttft: 1 s }", "trace, file: t.csv")).toEqual([]);
});

describe("shares", () => {
  test("sum to one, within a millionth", () => {
    expect(shared("name: a, share: 0.5", "name: b, share: 0.3")).toEqual([
      "chat.yaml:4:3  workload.classes: have shares that sum to 0.8, not to 1",
    ]);
    expect(shared("name: a, share: 0.3333333", "name: b, share: 0.6666666")).toEqual([]);
    expect(shared("name: a, share: 0.33333", "name: b, share: 0.66666")).toEqual([
      "chat.yaml:4:3  workload.classes: have shares that sum to 0.99999, not to 1",
    ]);
  });

  test("are there, from above 0 to 1", () => {
    expect(shared("name: a, share: 0.5", "name: b")).toEqual([
      "chat.yaml:6:7  workload.classes.1: lacks its share of the workload's arrivals",
    ]);
    expect(shared("name: a, share: 0", "name: b, share: 1")).toEqual([
      "chat.yaml:5:25  workload.classes.0.share: 0 is not above 0",
    ]);
    expect(shared("name: a, share: 30", "name: b, share: 70")).toEqual([
      "chat.yaml:4:3  workload.classes: have shares that sum to 100, not to 1",
      "chat.yaml:5:25  workload.classes.0.share: 30 is above 1",
      "chat.yaml:6:25  workload.classes.1.share: 70 is above 1",
    ]);
    expect(shared("name: a, share: 1", "name: b", "trace, file: t.csv")).toEqual([
      "chat.yaml:6:7  workload.classes.1: lacks its share of the workload's arrivals",
    ]);
  });

  test("are not for classes with arrivals of their own", () => {
    const own = "arrivals: { process: poisson, request_rate: 1 }";
    expect(shared("name: a, share: 1", `name: b, share: 0.5, ${own}`)).toEqual([
      "chat.yaml:6:25  workload.classes.1.share: 0.5 stands beside arrivals of its own: keep one",
    ]);
  });
});

describe("arrivals", () => {
  test("are somebody's, and everybody has some", () => {
    const own = (name: string) => `name: ${name}, arrivals: { process: poisson, request_rate: 1 }`;
    expect(shared(own("a"), own("b"))).toEqual([
      "chat.yaml:3:13  workload.arrivals: belong to no class: each has arrivals of its own",
    ]);
    expect(told(`  classes: [{ name: a${lengths} }]\n  num_prompts: 9\n`)).toEqual([
      "chat.yaml:3:13  workload.classes.0: has no arrivals: give it some, or the workload, to " +
        "share",
    ]);
    expect(told(`  num_prompts: 9\n`)[0]).toBe(
      "chat.yaml:2:1  workload.arrivals: is missing: it must be a mapping of keys to values",
    );
  });

  test("are not all at once where others come too: num_prompts counts them all", () => {
    const everything = "arrivals: { process: constant, request_rate: inf }";
    const none = "inf leaves no arrival to any other class";
    expect(shared("name: a, share: 1", `name: b, ${everything}`)).toEqual([
      `chat.yaml:6:63  workload.classes.1.arrivals.request_rate: ${none}`,
    ]);
    const own = "name: b, arrivals: { process: poisson, request_rate: 1 }";
    expect(shared("name: a, share: 1", own, "constant, request_rate: inf")).toEqual([
      `chat.yaml:3:48  workload.arrivals.request_rate: ${none}`,
    ]);
    expect(told(`  classes: [{ name: a, ${everything}${lengths} }]\n  num_prompts: 9\n`)).toEqual(
      [],
    );
  });

  test("end, of every class", () => {
    const own = (end: string) =>
      told(`  classes:
    - { name: a, arrivals: { process: trace, file: t.csv } }
    - { name: b, arrivals: { process: poisson, request_rate: 1 }${lengths} }
${end}`);
    expect(own("")).toEqual(["chat.yaml:2:1  workload: never ends: give num_prompts or duration"]);
    expect(own("  duration: 10\n")).toEqual([]);
  });
});

describe("lengths", () => {
  test("are the class's or the workload's", () => {
    expect(alone("")).toEqual([
      "chat.yaml:4:7  workload.classes.0: lacks prompt_tokens, and so does the workload",
      "chat.yaml:4:7  workload.classes.0: lacks output_tokens, and so does the workload",
    ]);
    expect(alone(", prompt_tokens: { distribution: fixed, tokens: 5 }")).toEqual([
      "chat.yaml:4:7  workload.classes.0: lacks output_tokens, and so does the workload",
    ]);
  });

  test("are used by somebody", () => {
    expect(shared(`name: a, share: 0.5${lengths}`, `name: b, share: 0.5${lengths}`)).toEqual([
      "chat.yaml:8:18  workload.prompt_tokens: belongs to no class: each has lengths of its own",
      "chat.yaml:9:18  workload.output_tokens: belongs to no class: each has lengths of its own",
    ]);
  });

  test("are given once", () => {
    const joint = "lengths: { distribution: empirical, file: mine.csv }";
    expect(alone(`, ${joint}${lengths}`)).toEqual([
      "chat.yaml:4:7  workload.classes.0: has lengths twice: lengths and prompt_tokens and " +
        "output_tokens; keep one",
    ]);
    expect(alone(`, ${joint}`)).toEqual([]);
  });
});

describe("a class", () => {
  const one = (more: string) => shared(`name: a, share: 0.5${more}`, "name: b, share: 0.5");

  test("has a name of its own, that can be printed", () => {
    expect(shared("name: a, share: 0.5", "name: a, share: 0.5")).toEqual([
      'chat.yaml:6:15  workload.classes.1.name: "a" is the name of another class too',
    ]);
    expect(shared("share: 0.5", "name: b, share: 0.5")).toEqual([
      "chat.yaml:5:7  workload.classes.0.name: is missing: it must be text",
    ]);
    expect(shared('name: "a\\e[31m", share: 0.5', "name: b, share: 0.5")).toEqual([
      'chat.yaml:5:15  workload.classes.0.name: "a\\u001b[31m" holds a character that cannot be ' +
        "printed",
    ]);
    expect(one(", tenant: ''")).toEqual(['chat.yaml:5:38  workload.classes.0.tenant: "" is empty']);
  });

  test("has a whole priority and objectives that state something", () => {
    expect(one(", priority: 1.5")).toEqual([
      "chat.yaml:5:40  workload.classes.0.priority: 1.5 is not a whole number",
    ]);
    expect(one(", slo: { share: 0.5 }")).toEqual([
      "chat.yaml:5:35  workload.classes.0.slo: states no objective: give ttft, tpot, itl or e2el",
    ]);
  });

  test("has no prefix and no model yet", () => {
    expect(one(", prefix: { tokens: 500 }")).toEqual([
      "chat.yaml:5:38  workload.classes.0.prefix: a mapping is not modelled yet: every prompt is " +
        "computed whole (null)",
    ]);
    expect(one(", model: Llama-3.1-8B")).toEqual([
      'chat.yaml:5:37  workload.classes.0.model: "Llama-3.1-8B" is not modelled yet: any pool ' +
        "serves any request (null)",
    ]);
  });
});

test("a list of classes holds some", () => {
  expect(told("  arrivals: { process: trace, file: t.csv }\n  classes: []\n")).toEqual([
    "chat.yaml:4:12  workload.classes: a list is empty",
  ]);
});

test("a class's own objectives are read like the scenario's", () => {
  const { scenario } = load(
    withWorkload(`  arrivals: { process: trace, file: t.csv }
  classes: [{ name: a, slo: { ttft: 500 ms } }]
`),
  );
  expect(scenario.workload.classes).toEqual([{ name: "a", slo: { ttft: 0.5, share: 0.99 } }]);
});
