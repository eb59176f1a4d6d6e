/** What binds in each contender: the limit that most of its runs name, and for how long it does. */
import type { Comparison, ContenderFigures } from "../../index.ts";
import { formatPercent } from "../../index.ts";
import { limitNames } from "../report/limits-reached.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";

const NAME = 23;
const WIDTHS = [NAME, 26, 9, 12, 10];

export function whatBinds({ contenders }: Comparison, paint: Paint): string[] {
  const line = (contender: ContenderFigures): string => {
    const { name, binds, limits, runs, met } = contender;
    const [first] = binds;
    if (first === undefined) return inColumns(WIDTHS, [fitted(name, NAME), "nothing ran"]);
    const share = limits.find(({ limit }) => limit === first.limit)!.share;
    return inColumns(WIDTHS, [
      fitted(name, NAME),
      limitNames[first.limit],
      `${first.runs} of ${runs.length}`,
      formatPercent(share),
      met === null ? "-" : `${met} of ${runs.length}`,
    ]);
  };
  return [
    paint.bold(inColumns(WIDTHS, ["What binds", "limit", "in runs", "of the time", "SLO met"])),
    ...contenders.map(line),
  ];
}
