/** What the command line asks of a comparison. */
import type { ComparisonOptions } from "../../index.ts";
import { askedCount } from "../ask/settings.ts";
import type { CompareOptions } from "../commands/compare.ts";
import { Refusal } from "../exit.ts";

type Asked = Omit<ComparisonOptions, "executor">;

export const askedOf = ({ replications, bands }: CompareOptions): Asked => ({
  ...(replications !== undefined && { replications: readReplications(replications) }),
  ...(bands !== undefined && { bands: readBands(bands) }),
});

/** `8`, or `8..64`: no more than it takes. */
function readReplications(written: string): NonNullable<Asked["replications"]> {
  const [first = "", last] = written.split("..");
  const from = askedCount("replications", first, 2)!;
  return last === undefined ? from : { from, to: askedCount("replications", last, from)! };
}

/** `512,4096`: whole numbers of tokens that go up. */
function readBands(written: string): number[] {
  const bounds = written.split(",").map((bound) => (/^\s*\d+\s*$/.test(bound) ? Number(bound) : 0));
  if (bounds.some((bound, index) => bound <= (bounds[index - 1] ?? 0)))
    throw new Refusal(`--bands ${written}: give whole numbers of tokens that go up: 512,4096`);
  return bounds;
}
