/**
 * The keys of an engine that say who goes first: the order, and what single orders ask for.
 */
import { count, MOST, number, policy } from "../fields.ts";

const shortestFirst = { order: "shortest-first" };
const predicted = { ...shortestFirst, predicted_length: ["output", "total"] };
const fair = { order: "vtc" };

/** What preempts: the members of a static batch stay to its end. */
const inFlight = { batching: "in-flight" };

/** Who goes first; `engine/order/` builds each order. */
export const ordering = {
  order: policy("Who of the waiting goes first; some orders preempt the running too.", {
    fcfs: "First come, first served.",
    priority: "The lowest priority number first; where memory is short the highest yields.",
    "shortest-first": "The shortest prompt first, or the shortest predicted output.",
    "least-attained": {
      does: "Who had the fewest output tokens so far first; preempts by quanta.",
      only: inFlight,
    },
    vtc: "Fair between tenants: who was served least goes first (token counters).",
    deadline: "The least slack first: the earliest deadline by the SLO's ttft or e2el.",
    srpt: {
      does: "The fewest output tokens left first, known beforehand; preempts.",
      only: inFlight,
    },
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
    { usual: [0, 2], min: 0, max: 10, only: predicted },
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
