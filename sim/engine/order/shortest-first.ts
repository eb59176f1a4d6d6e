/**
 * Shortest first: by the prompt, which is known, or by what is predicted of the output.
 *
 * The number of output tokens is predicted with a lognormal error: the true one times exp(σ z) with
 * a standard normal z, so that the median is right and factors of two either way are as likely. It
 * is the error by which scheduling by estimated sizes is studied (Dell'Amico, Carra, Pastorelli and
 * Michiardi, MASCOTS 2014). Predictors of the length of an answer are an instructed model (Zheng et
 * al., NeurIPS 2023), a small one beside the large (SSJF: Qiu et al., 2024), and one that only
 * ranks (Fu et al., NeurIPS 2024). z is drawn from a stream named after the request, so it is the
 * same in every engine and whatever else is changed.
 *
 * It only sorts the waiting: who runs, runs to its end.
 */
import type { EngineSettings } from "../../scenario/schema.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { type Rank, sorting } from "./by-rank.ts";
import type { Order, OrderParts } from "./order.ts";

export const shortestFirst = (parts: OrderParts): Order =>
  sorting(ranks[parts.settings.predicted_length](parts));

const ranks: { readonly [By in EngineSettings["predicted_length"]]: (parts: OrderParts) => Rank } =
  {
    prompt: () => (request) => request.prompt,
    output: predictor,
    total(parts) {
      const predicted = predictor(parts);
      return (request) => request.prompt + predicted(request);
    },
  };

/** Output tokens as somebody foretells them who errs; not whole. */
export function predictor({ settings, random }: OrderParts): (request: Request) => Tokens {
  const sigma = settings.prediction_error;
  if (sigma === 0) return (request) => request.output;
  return ({ id, output }) => output * Math.exp(sigma * random.stream(`predictions/${id}`).normal());
}
