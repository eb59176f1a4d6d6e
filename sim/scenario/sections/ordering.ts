/**
 * The keys of an engine that say who goes first: the order, and what single orders ask for.
 */
import type { z } from "zod";
import { count, MOST, number, policy, refuse } from "../fields.ts";

const shortestFirst = { order: "shortest-first" };
const fair = { order: "vtc" };

/** Who goes first; `engine/order/` builds each order. */
export const ordering = {
  order: policy("Who of the waiting goes first; some orders preempt the running too.", {
    fcfs: "First come, first served.",
    priority: "The lowest priority number first; where memory is short the highest yields.",
    "shortest-first": "The shortest prompt first, or the shortest predicted output.",
    "least-attained": "Who had the fewest output tokens so far first; preempts by quanta.",
    vtc: "Fair between tenants: who was served least goes first (token counters).",
    deadline: "The least slack first: the earliest deadline by the SLO's ttft or e2el.",
    srpt: "The fewest output tokens left first, known beforehand; preempts.",
  }).default("fcfs"),
  predicted_length: policy(
    "By which length the shortest goes first.",
    {
      prompt: "By its prompt, which is known.",
      output: "By its output, as predicted.",
      total: "By its prompt and its output, as predicted.",
    },
    shortestFirst,
  ).default("prompt"),
  prediction_error: number(
    "Error of predicted outputs: sigma of a lognormal factor; 0 foretells them exactly.",
    { usual: [0, 2], min: 0, max: 10, only: shortestFirst },
  ).default(0),
  service_quantum: count(
    "Output tokens in the first level of service, and between two preemptions of a request.",
    {
      unit: "tokens",
      usual: [16, 1024],
      log: true,
      max: MOST.tokens,
      only: { order: "least-attained" },
    },
  ).default(512),
  input_token_weight: number("What a token of a prompt counts in a tenant's service.", {
    usual: [0, 4],
    min: 0,
    max: MOST.factor,
    only: fair,
  }).default(1),
  output_token_weight: number("What an output token counts in a tenant's service.", {
    usual: [0, 4],
    min: 0,
    max: MOST.factor,
    only: fair,
  }).default(2),
};

/** What `checkOrdering` looks at. */
interface Ordering {
  batching: "in-flight" | "static";
  order: z.output<typeof ordering.order>;
  predicted_length: z.output<typeof ordering.predicted_length>;
  prediction_error: number;
}

/** Orders that take a place from one that runs, for one that waits. */
export const preemptiveOrders: readonly Ordering["order"][] = ["least-attained", "srpt"];

/** Notes what is wrong between an order and the rest of its engine. */
export function checkOrdering(engine: Ordering, context: z.RefinementCtx): void {
  const { batching, order, predicted_length, prediction_error } = engine;
  if (batching === "static" && preemptiveOrders.includes(order)) {
    const message = "preempts running requests, and those of a static batch stay to its end";
    refuse(context, ["order"], message, order);
  }
  if (order === "shortest-first" && predicted_length === "prompt" && prediction_error > 0) {
    const message =
      "is an error of predicted outputs, and predicted_length is prompt, which is known";
    refuse(context, ["prediction_error"], message, prediction_error);
  }
}
