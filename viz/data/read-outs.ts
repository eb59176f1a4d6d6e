/** Values of a series at one instant, as they are written beside the rows. */
import type { Seconds } from "../../sim/index.ts";
import { count, inOne, percent, THIN } from "../format.ts";
import { hues } from "../hues.ts";
import { apportion } from "./apportion.ts";
import { soFar } from "./moments.ts";
import { indexAt, type Series } from "./series.ts";

/** Shares are whole numbers that sum to 100. */
export function readOutsAt(
  series: Series,
  preempted: Float64Array,
  instant: Seconds,
): Record<string, string> {
  if (series.bins === 0) return {};
  const bin = indexAt(series.edges, instant);
  const { work } = series;
  const read: Record<string, string> = {
    running: count(series.running[bin]!),
    waiting: count(series.waiting[bin]!),
    preempted: count(soFar(preempted, instant)),
  };
  if (work === undefined) return read;
  read.blocks = work.kvBlocks > 0 ? inOne(percent(work.kv[bin]! / work.kvBlocks)) : "–";
  read.batch = count(work.batch[bin]!);
  read.prompt = count(work.prompt[bin]!);
  read.answer = count(work.answer[bin]!);
  const shares = work.shares.subarray(bin * hues.length, (bin + 1) * hues.length);
  for (const [hue, share] of apportion(shares, 100).entries())
    read[hues[hue]!.key] = `${share}${THIN}%`;
  return read;
}
