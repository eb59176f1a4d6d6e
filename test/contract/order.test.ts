/** Every order keeps the same promises. */
import { describe, expect, test } from "vitest";
import { byArrival, type Order, type OrderParts } from "../../sim/engine/order/order.ts";
import {
  blind,
  brokenOrderPromises,
  orders,
  type Probe,
  preempting,
  type SimulationOptions,
  simulate,
  sorting,
} from "../../sim/index.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import { checkEngine } from "../../sim/scenario/check.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";

const parts = (settings: object = {}): OrderParts => ({
  settings: engineSchema.parse(settings),
  slo: { ttft: 2, share: 0.9 },
  random: createRandom(1),
});

describe.each(Object.entries(orders))("order %s", (name, build) => {
  test("keeps the promises of every order", () => {
    expect(brokenOrderPromises(() => build(parts({ service_quantum: 2 })))).toEqual([]);
  });

  test("goes with static batching, unless it preempts for one that waits", () => {
    const preempts = build(parts()).urgency?.yields !== undefined;
    const { problems } = checkEngine({ batching: "static", order: name });
    expect(problems !== undefined).toBe(preempts);
  });
});

test("shortest-first keeps them with every length that it may go by", () => {
  for (const predicted_length of ["prompt", "output", "total"]) {
    const settings = { predicted_length, ...(predicted_length !== "prompt" && error) };
    const broken = brokenOrderPromises(() => orders["shortest-first"](parts(settings)));
    expect(broken).toEqual([]);
  }
});
const error = { order: "shortest-first", prediction_error: 1 };

test("a program may bring an order of its own", () => {
  const longestFirst = () => sorting((request) => -request.prompt);
  const ttfts = (options: SimulationOptions) => {
    const seen = new Map<number, number>();
    const probe: Probe = {
      ...blind,
      firstTokenArrived: ({ prompt, ttft }) => seen.set(prompt, ttft),
    };
    simulate(
      {
        name: "all at once",
        workload: {
          arrivals: { process: "constant", request_rate: "inf" },
          num_prompts: 20,
          prompt_tokens: { distribution: "uniform", min: 10, max: 2000 },
          output_tokens: { distribution: "fixed", tokens: 4 },
        },
        cluster: {
          pools: [
            { model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB", engine: { max_num_seqs: 1 } },
          ],
        },
      },
      { ...options, probes: [probe] },
    );
    return [...seen].sort(([, a], [, b]) => a - b).map(([prompt]) => prompt);
  };
  // The first is let in before the others have come.
  const [, ...others] = ttfts({ order: longestFirst });
  expect(others).toEqual(others.toSorted((a, b) => b - a));
  expect(ttfts({})).not.toEqual(ttfts({ order: longestFirst }));
});

describe("the contract", () => {
  /** First come, first served, but for what is changed. */
  const spoilt = (change: (order: Order) => Partial<Order>) => () => {
    const order = orders.fcfs(parts());
    const { push, putBack, peek, shift } = order;
    return {
      get length() {
        return order.length;
      },
      push: push.bind(order),
      putBack: putBack.bind(order),
      peek: peek.bind(order),
      shift: shift.bind(order),
      ...change(order),
    };
  };

  test("finds nothing wrong with an order that nobody spoilt", () => {
    expect(brokenOrderPromises(spoilt(() => ({})))).toEqual([]);
  });

  test("catches one that loses a request", () => {
    const broken = brokenOrderPromises(
      spoilt((order) => ({ push: (request) => request.id !== 7 && order.push(request) })),
    );
    expect(broken).toContain("it did not let everybody in, though there was room");
  });

  test("catches one that lets a request in twice", () => {
    const broken = brokenOrderPromises(
      spoilt((order) => ({
        putBack(request) {
          order.putBack(request);
          order.putBack(request);
        },
      })),
    );
    expect(broken).toContain("it let in one that was not waiting");
  });

  test("catches one that lets in another than it named", () => {
    let last: ReturnType<Order["peek"]>;
    const broken = brokenOrderPromises(
      spoilt((order) => ({
        push(request) {
          order.push(request);
          last = request;
        },
        peek: () => (order.length > 0 ? last : undefined),
      })),
    );
    expect(broken).toContain("shift let in another than peek had named");
  });

  test("catches one whose questions change something", () => {
    // Each question sends the first to the end.
    const broken = brokenOrderPromises(
      spoilt((order) => ({
        peek() {
          const first = order.shift();
          if (first !== undefined) order.push(first);
          return first;
        },
      })),
    );
    expect(broken).toContain("peek named one, and then another");
  });

  test("catches one that draws numbers of its own", () => {
    let state = 1;
    const broken = brokenOrderPromises(() =>
      sorting(() => {
        state = (state * 16_807) % 2_147_483_647;
        return state;
      }),
    );
    expect(broken).toEqual(["built twice it chose differently: draw from the streams it is given"]);
  });

  test("catches one that writes into a request", () => {
    const broken = brokenOrderPromises(
      spoilt((order) => ({
        push(request) {
          request.output += 1;
          order.push(request);
        },
      })),
    );
    expect(broken).toContain("its push changed a request");
  });

  test("catches urgency that is no order, and yielding to the less urgent", () => {
    const undecided = brokenOrderPromises(
      spoilt(() => ({ urgency: { compare: (a, b) => a.priority - b.priority } })),
    );
    expect(undecided).toContain(
      "its urgency is no order: of two requests one must be the more urgent",
    );
    const meek = brokenOrderPromises(
      spoilt(() => ({ urgency: { compare: byArrival, yields: () => true } })),
    );
    expect(meek).toContain("a running request yields to one that is less urgent");
  });

  test("takes an order by a rank that is infinite", () => {
    const rank = (it: { prompt: number }) => (it.prompt > 200 ? Number.POSITIVE_INFINITY : 0);
    expect(brokenOrderPromises(() => preempting(rank))).toEqual([]);
  });
});
