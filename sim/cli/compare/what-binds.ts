/** What binds in each contender: the limit that most of its runs name, and in how many. */
import type { Comparison, ContenderFigures } from "../../index.ts";
import { formatPercent } from "../../index.ts";
import { limitNames } from "../report/limits-reached.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";

const NAME = 25;
const WIDTHS = [NAME, 27, 10, 18];

export function whatBinds({ contenders }: Comparison, paint: Paint): string[] {
  const line = (contender: ContenderFigures): string => {
    const { name, binds, limits, runs } = contender;
    const [first] = binds;
    if (first === undefined) return inColumns(WIDTHS, [fitted(name, NAME), "nothing ran"]);
    const share = limits.find(({ limit }) => limit === first.limit)!.share;
    return inColumns(WIDTHS, [
      fitted(name, NAME),
      limitNames[first.limit],
      `${first.runs} of ${runs.length}`,
      formatPercent(share),
    ]);
  };
  return [
    paint.bold(inColumns(WIDTHS, ["What binds", "limit", "in runs", "of engine time"])),
    ...contenders.map(line),
  ];
}
