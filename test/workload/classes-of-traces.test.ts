/** Classes and tenants as columns of a trace, and what a scenario may say of them. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import type { ClassSpec } from "../../sim/workload/class-spec.ts";
import { createSource, type Source } from "../../sim/workload/source.ts";
import type { TraceSpec, WorkloadSpec } from "../../sim/workload/spec.ts";
import { TraceError } from "../../sim/workload/trace.ts";
import { WorkloadError } from "../../sim/workload/workload-error.ts";
import { all, outputs, prompts } from "./requests.ts";

const trace: TraceSpec = { process: "trace", file: "t.csv", rate_scale: 1, start: 0, repeat: 1 };
const header = "arrival_s,prompt_tokens,output_tokens";

const sourceOf = (text: string, spec: Partial<WorkloadSpec> = {}): Source =>
  createSource({ arrivals: trace, drain: "finish", ...spec }, createRandom(1), () => text);

const told = (source: Source) =>
  all(source).map((it) => [it.class.name, it.tenant?.name, it.priority]);

const mixed = `${header},class,tenant,priority
0,10,1,chat,ann,0
1,20,2,batch,,4
2,30,3,,bob,1
3,40,4,chat,bob,0
`;

describe("a trace with columns class and tenant", () => {
  test("says whose each request is; a row without a class is of class default", () => {
    const source = sourceOf(mixed);
    expect(source.classes.map(({ name }) => name)).toEqual(["chat", "batch", "default"]);
    expect(source.tenants.map(({ name }) => name)).toEqual(["ann", "bob"]);
    expect(told(source)).toEqual([
      ["chat", "ann", 0],
      ["batch", undefined, 4],
      ["default", "bob", 1],
      ["chat", "bob", 0],
    ]);
    expect(source.remarks).toEqual([]);
  });

  test("says so pass after pass", () => {
    const source = sourceOf(mixed, { arrivals: { ...trace, repeat: 2 } });
    expect(
      all(source)
        .map((it) => it.class.name)
        .slice(4),
    ).toEqual(["chat", "batch", "default", "chat"]);
  });

  test("has no classes that its excerpt has not", () => {
    const source = sourceOf(mixed, { arrivals: { ...trace, limit: 2 } });
    expect(source.classes.map(({ name }) => name)).toEqual(["chat", "batch"]);
  });

  test("in JSON lines too", () => {
    const lines =
      '{"timestamp": 0, "input_length": 1, "output_length": 1, "class": "a", "tenant": 7}\n' +
      '{"timestamp": 5, "input_length": 1, "output_length": 1}\n[7, 1, 1]\n';
    expect(told(sourceOf(lines)).map(([name, tenant]) => [name, tenant])).toEqual([
      ["a", "7"],
      ["default", undefined],
      ["default", undefined],
    ]);
  });

  test("that are all default speaks of no classes, as our own files do", () => {
    const source = sourceOf(`${header},class\n0,1,1,default\n1,1,1,default\n`);
    expect(source.classes).toEqual([]);
    expect(told(source)[0]).toEqual(["default", undefined, 0]);
  });

  test("has names that are data and nothing else", () => {
    const hostile = ["__proto__", "constructor", "a,b", '=1+"1"', "  ", "日本"];
    const cell = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const rows = hostile.map((name, at) => `${at},1,1,${cell(name)}`).join("\n");
    const source = sourceOf(`${header},class\n${rows}\n`);
    expect(all(source).map((it) => it.class.name)).toEqual(hostile);
  });
});

describe("what a scenario says of the classes of a trace", () => {
  const slo = { ttft: 1, share: 0.9 };

  test("goes before the columns: priority, tenant, lengths; the rest is as recorded", () => {
    const length = { distribution: "fixed", tokens: 99 } as const;
    const chat = { name: "chat", priority: 9, tenant: "shop", output_tokens: length, slo };
    const source = sourceOf(mixed, { classes: [chat] });
    expect(source.classes.map(({ name, slo: own }) => [name, own])).toEqual([
      ["chat", slo],
      ["batch", undefined],
      ["default", undefined],
    ]);
    const requests = all(source);
    expect(outputs(requests)).toEqual([99, 2, 3, 99]);
    expect(prompts(requests)).toEqual([10, 20, 30, 40]);
    expect(requests.map(({ priority, tenant }) => [priority, tenant?.name])).toEqual([
      [9, "shop"],
      [4, undefined],
      [1, "bob"],
      [9, "shop"],
    ]);
  });

  test("may deal the rows of a trace without such a column by share", () => {
    const rows = Array.from({ length: 4000 }, (_, at) => `${at},${1 + at},1`).join("\n");
    const classes = [
      { name: "a", share: 0.25 },
      { name: "b", share: 0.75 },
    ];
    const requests = all(sourceOf(`${header}\n${rows}\n`, { classes }));
    expect(prompts(requests)).toEqual(requests.map(({ id }) => id + 1));
    const ofA = requests.filter((it) => it.class.name === "a").length;
    expect(Math.abs(ofA / 4000 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000));
  });

  test("may add a class with arrivals of its own", () => {
    const own = { process: "constant", request_rate: 1 } as const;
    const length = { distribution: "fixed", tokens: 5 } as const;
    const extra = { name: "extra", arrivals: own, prompt_tokens: length, output_tokens: length };
    const source = sourceOf(mixed, { classes: [extra], duration: 2 });
    expect(all(source).map((it) => it.class.name)).toEqual(["extra", "chat", "extra", "batch"]);
  });

  const refusal = (classes: ClassSpec[], text = mixed) => {
    try {
      sourceOf(text, { classes, duration: 9 });
      return undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(WorkloadError);
      return (error as WorkloadError).problem;
    }
  };

  test("names a class that the file has", () => {
    expect(refusal([{ name: "chat" }, { name: "bach", slo }])).toEqual({
      path: ["workload", "classes", 1, "name"],
      value: "bach",
      message: "is no class of t.csv: it has chat, batch, default",
      choices: ["chat", "batch", "default"],
    });
  });

  test("has shares only where the file says nothing of classes", () => {
    expect(refusal([{ name: "chat", share: 1 }])).toEqual({
      path: ["workload", "classes", 0, "share"],
      message:
        "stands beside the column class of t.csv, which says whose each request is: keep one",
    });
  });

  test("has either rows or arrivals of its own", () => {
    const arrivals = { process: "poisson", request_rate: 1 } as const;
    expect(refusal([{ name: "batch", arrivals }])).toEqual({
      path: ["workload", "classes", 0, "arrivals"],
      message: 'are the class\'s own, and t.csv has requests of class "batch" too',
    });
    expect(refusal([{ name: "chat" }], `${header}\n0,1,1\n`)).toEqual({
      path: ["workload", "classes", 0],
      message: "has neither a share nor arrivals of its own, and t.csv has no column class",
    });
  });
});

describe("a name that cannot be one is refused with its place", () => {
  const told = (text: string) => {
    try {
      sourceOf(text);
      return "";
    } catch (error) {
      expect(error).toBeInstanceOf(TraceError);
      return (error as TraceError).message;
    }
  };

  test("what a terminal would obey", () => {
    expect(told(`${header},class\n0,1,1,\u001B[31mred\n`)).toBe(
      't.csv:2:7  class: "\\u001b[31mred" holds a character that cannot be printed',
    );
  });

  test("what is no text", () => {
    expect(
      told('{"timestamp": 0, "input_length": 1, "output_length": 1, "tenant": {}}\n'),
    ).toContain('tenant: "{…}" is not a name');
  });

  test("one class more than can be told apart", () => {
    const rows = Array.from({ length: 1001 }, (_, at) => `${at},1,1,c${at}`).join("\n");
    expect(told(`${header},class\n${rows}\n`)).toBe(
      't.csv:1002:10  class: "c1000" is one name more than the 1000 that can be told apart',
    );
  });
});
