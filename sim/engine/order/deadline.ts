/**
 * By deadline: the least slack until the objective of the first token is missed goes first, which
 * is the earliest deadline, as all slack shrinks alike (Jackson's rule, 1955; Liu and Layland, JACM
 * 1973).
 *
 * A request's objectives are its class's, else the scenario's. Where both ttft and e2el are stated
 * the sooner counts. Of e2el nothing is taken off for the tokens to come: nobody knows how many
 * there are. With objectives of tpot or itl alone, or none, a request can wait for ever.
 *
 * It only sorts the waiting, and does not give up on those whose deadline has passed: under
 * overload they hold up the others, as earliest-deadline-first does.
 */
import type { Seconds } from "../../units.ts";
import type { Objectives } from "../../workload/class-spec.ts";
import { sorting } from "./by-rank.ts";
import type { Order, OrderParts } from "./order.ts";

export const deadline = ({ slo }: OrderParts): Order =>
  sorting((request) => request.arrival + timeAllowed(request.class.slo ?? slo));

/** From arrival to the deadline; infinite where there is none. */
export const timeAllowed = (slo: Objectives | undefined): Seconds =>
  Math.min(slo?.ttft ?? Number.POSITIVE_INFINITY, slo?.e2el ?? Number.POSITIVE_INFINITY);
