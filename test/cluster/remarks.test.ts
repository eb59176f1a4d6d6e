/** A setting that changes nothing is told, such as an order that finds nothing to go by. */
import { expect, test } from "vitest";
import { simulate } from "../../sim/index.ts";
import { idleIn } from "../../sim/machine/parallel.ts";
import type { ScenarioInput } from "../../sim/scenario/schema.ts";

type Kind = NonNullable<ScenarioInput["workload"]["classes"]>[number];

/** The notes on orders of a run with these classes. */
function notes(order: string, classes: Omit<Kind, "name">[], slo?: ScenarioInput["slo"]): string[] {
  const { summary } = simulate({
    name: "a few",
    workload: {
      arrivals: { process: "constant", request_rate: 20 },
      num_prompts: 10,
      prompt_tokens: { distribution: "fixed", tokens: 20 },
      output_tokens: { distribution: "fixed", tokens: 4 },
      ...(classes.length > 0 && {
        classes: classes.map((it, at) => ({ ...it, name: `${at}`, share: 1 / classes.length })),
      }),
    },
    cluster: {
      pools: [
        { model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB", engine: { order } as object },
      ],
    },
    ...(slo && { slo }),
  });
  return summary.notes.filter((note) => /order/i.test(note));
}

test("splits between one rank", () => {
  const remarks = (parallel: object): string[] => {
    const { summary } = simulate({
      name: "one",
      workload: {
        arrivals: { process: "constant", request_rate: 20 },
        num_prompts: 1,
        prompt_tokens: { distribution: "fixed", tokens: 20 },
        output_tokens: { distribution: "fixed", tokens: 4 },
      },
      cluster: {
        pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB", ...parallel }],
      },
    });
    return summary.notes.filter((note) => note.includes("changes nothing"));
  };
  expect(remarks({ enable_sequence_parallel: true })).toEqual([
    "enable_sequence_parallel changes nothing: there is one tensor-parallel rank.",
  ]);
  expect(remarks({ enable_sequence_parallel: true, tensor_parallel_size: 2 })).toEqual([]);
  expect(idleIn({ enable_expert_parallel: true })).toEqual([
    "enable_expert_parallel changes nothing: one rank has all experts.",
  ]);
  expect(idleIn({ enable_expert_parallel: true, data_parallel_size: 2 })).toEqual([]);
});

test("priorities that no pool looks at", () => {
  const idle = ["Classes have priorities, and no pool orders its queue by them (order: priority)."];
  expect(notes("fcfs", [{ priority: 1 }])).toEqual(idle);
  expect(notes("vtc", [{ priority: 1, tenant: "ann" }, { tenant: "bob" }])).toEqual(idle);
  expect(notes("priority", [{ priority: 1 }, {}])).toEqual([]);
});

test("priorities that are the same for all", () => {
  const alike = ["Order priority finds all requests alike: it is first come, first served."];
  expect(notes("priority", [])).toEqual(alike);
  expect(notes("priority", [{ priority: 1 }, { priority: 1 }])).toEqual(alike);
  expect(notes("priority", [{ priority: 0 }, {}])).toEqual(alike);
});

test("vtc with one tenant alone, nobody counting as one", () => {
  const alone = [
    "Order vtc shares between tenants, and there is one alone: it is first come, first served.",
  ];
  expect(notes("vtc", [])).toEqual(alone);
  expect(notes("vtc", [{ tenant: "ann" }, { tenant: "ann" }])).toEqual(alone);
  expect(notes("vtc", [{ tenant: "ann" }, {}])).toEqual([]);
  expect(notes("vtc", [{ tenant: "ann" }, { tenant: "bob" }])).toEqual([]);
});

test("deadlines that are the same for all, or for ever", () => {
  const none =
    "Order deadline goes by objectives of ttft or e2el, and there are none: it is first come, " +
    "first served.";
  const same = "Order deadline finds the same time allowed to all: it is first come, first served.";
  expect(notes("deadline", [])).toEqual([none]);
  expect(notes("deadline", [], { tpot: "50 ms" })).toEqual([none]);
  expect(notes("deadline", [], { ttft: 1 })).toEqual([same]);
  expect(notes("deadline", [{ slo: { ttft: 2 } }, { slo: { e2el: 2 } }])).toEqual([same]);
  expect(notes("deadline", [{ slo: { ttft: 2 } }, {}])).toEqual([]);
  expect(notes("deadline", [{ slo: { ttft: 2 } }, {}], { ttft: 1 })).toEqual([]);
});
