/** A candidate or a point as a scenario: the study's own, with its settings written into it. */
import type { Path, Plan, RankedCandidate, SavedStudy, SweptPoint } from "../../../sim/index.ts";
import { pathOf } from "../path.ts";

export interface Setting {
  path: Path;
  value: unknown;
}

export const settingsOfPoint = ({ settings }: SweptPoint): Setting[] =>
  Object.entries(settings).map(([path, value]) => ({ path: pathOf(path), value }));

/** With its engines, and the rate that was planned for where the scenario has such a line. */
export function settingsOfCandidate(
  { settings, fleet, rate }: RankedCandidate,
  { scenario }: Pick<SavedStudy, "scenario">,
): Setting[] {
  const own = settings.map(({ path, value }) => ({ path: pathOf(path), value }));
  const engines = (fleet?.engines ?? []).map((value, pool) => ({
    path: ["cluster", "pools", pool, "engines"],
    value,
  }));
  const { arrivals } = scenario.workload;
  const isRated = arrivals !== undefined && "request_rate" in arrivals && rate !== null;
  return [
    ...own,
    ...engines,
    ...(isRated ? [{ path: ["workload", "arrivals", "request_rate"], value: rate }] : []),
  ];
}

/** The candidate of a row of a plan's table. */
export const candidateOf = ({ candidates }: Plan, id: number): RankedCandidate | undefined =>
  candidates.find(({ candidate }) => candidate === id);
