/**
 * The keys of an engine that say who goes first: the order, and what single orders ask for.
 */
import { count, MOST, number, policy } from "../fields.ts";

const shortestFirst = { order: "shortest-first" };
const predicted = { ...shortestFirst, predicted_length: ["output", "total"] };
/** Orders that count service by its weights. */
const weighing = { order: ["vtc", "srpt"] };

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
      does: "The least left to do first, output lengths known beforehand; preempts.",
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
  // A cache of 1,000 tokens that is computed again costs an 8B model on an H100 what its decoding
  // costs for some ninety steps in a batch of 64 (27 ms, against a 64th of 20 ms a step).
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
  // Of VTC (Sheng et al., OSDI 2024), after what providers charge for the one and the other.
  input_token_weight: number(
    "What a token counts whose cache is computed, in service to a tenant or left to do.",
    {
      usual: [0, 4],
      min: 0,
      max: MOST.factor,
      only: weighing,
    },
  ).default(1),
  output_token_weight: number("What an output token counts, likewise.", {
    usual: [0, 4],
    min: 0,
    max: MOST.factor,
    only: weighing,
  }).default(2),
};
