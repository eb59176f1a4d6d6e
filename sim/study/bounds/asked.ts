/**
 * What a scenario's requests ask for, without running it: their lengths, their objectives, and the
 * rate at which they come, drawn as a run would draw them.
 */
import { createRandom } from "../../kernel/random.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Tokens } from "../../units.ts";
import { arrivalsIn, type Objectives } from "../../workload/class-spec.ts";
import { createSource, type Files, noFiles } from "../../workload/source.ts";

export interface AskedRequest {
  prompt: Tokens;
  /** As it was drawn; an engine may cut it. */
  output: Tokens;
  /** Its class's own, or the scenario's. */
  slo: Objectives | undefined;
}

export interface Asked {
  /** In the order of arrival. */
  requests: readonly AskedRequest[];
  /** Whether these are all that a run has; else they are its first. */
  whole: boolean;
  /**
   * Requests a second that come whatever becomes of them: as stated, or of those drawn where the
   * rate changes. Undefined where they wait for one another (closed loops) or come all at once.
   */
  rate: number | undefined;
}

/** Requests that are drawn at most: what more there are would take longer than they tell. */
const MOST_DRAWN = 100_000;

/**
 * Undefined where nobody can say without a run: classes of which one is a closed loop come in a mix
 * that depends on how fast they are answered.
 *
 * @throws TraceError or WorkloadError where a file that it names cannot be played.
 */
export function askedOf(
  { seed, workload, slo }: Scenario,
  files: Files = noFiles,
): Asked | undefined {
  const source = createSource(workload, createRandom(seed), files);
  if (source.closed && arrivalsIn(workload).length > 1) return undefined;
  const requests: AskedRequest[] = [];
  let [first, last] = [0, 0];
  while (requests.length < MOST_DRAWN) {
    const request = source.next();
    if (request === undefined) break;
    if (requests.length === 0) first = request.arrival;
    last = request.arrival;
    const { prompt, output } = request;
    requests.push({ prompt, output, slo: request.class.slo ?? slo });
    // Clients ask again at once: the k-th request is the same whenever it comes.
    if (source.closed) source.ended(request, request.arrival);
  }
  return {
    requests,
    whole: requests.length < MOST_DRAWN,
    rate: source.closed ? undefined : (statedRate(workload) ?? rateOf(requests, last - first)),
  };
}

/** The sum of all rates, if all are stated and hold for as long as requests come. */
function statedRate(workload: Scenario["workload"]): number | undefined {
  const rates = arrivalsIn(workload).map(({ spec }) =>
    "request_rate" in spec ? spec.request_rate : Number.NaN,
  );
  const rate = rates.reduce((sum, each) => sum + each, 0);
  return Number.isFinite(rate) ? rate : undefined;
}

const rateOf = ({ length }: readonly AskedRequest[], span: number): number | undefined =>
  span > 0 ? (length - 1) / span : undefined;
