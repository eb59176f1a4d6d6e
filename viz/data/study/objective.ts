/** What the objectives of a scenario ask of the figures of a study. */
import type { Scenario } from "../../../sim/index.ts";
import { inOne, percent, stated } from "../../format.ts";

export interface Objective {
  value: number;
  words: string;
}

type Asked = Partial<Record<string, number>>;

/** Those of a plan go before the scenario's own. */
const askedOf = ({ slo, plan }: Scenario): Asked => plan?.slo ?? slo ?? {};

/** Of a figure by the name that it has in a summary; undefined where nothing is asked of it. */
export function objectiveOf(figure: string, scenario: Scenario): Objective | undefined {
  const asked = askedOf(scenario);
  if (figure === "output_throughput_per_user") {
    const tpot = asked.tpot ?? asked.p99_tpot ?? asked.p95_tpot;
    return tpot === undefined
      ? undefined
      : { value: 1 / tpot, words: `SLO ${stated(tpot)} a token` };
  }
  if (figure === "share_inside_slo") {
    const { share } = asked;
    return share === undefined
      ? undefined
      : { value: share, words: `SLO ${inOne(percent(share))}` };
  }
  const [, statistic, metric] = /^(\w+?)_(ttft|tpot|itl|e2el)_ms$/.exec(figure) ?? [];
  const limit = metric && (asked[`${statistic}_${metric}`] ?? asked[metric]);
  return limit ? { value: 1000 * limit, words: `SLO ${stated(limit)}` } : undefined;
}
