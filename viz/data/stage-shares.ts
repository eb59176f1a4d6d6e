/**
 * Where the time of a pipeline goes, bin by bin: what each stage does in it, all stages together.
 *
 * A stage's seconds are known from the end of one tile to the end of the next. What it waited lies
 * before the tile, and what it worked within it, both spread evenly.
 */
import { causes, type Seconds } from "../../sim/index.ts";
import { type Hue, hueOf, hues } from "../hues.ts";
import { type Stage, type Stages, waitBefore } from "./stages.ts";

const places = Object.fromEntries(hues.map(({ key }, at) => [key, at])) as Record<
  Hue["key"],
  number
>;
const hueOfCause = causes.map((cause) => places[hueOf(cause).key]);

interface Bins {
  edges: readonly Seconds[];
  /** Whether nobody had anything to do in a bin. */
  idles(bin: number): boolean;
}

/** Seconds by hue, `hues.length` numbers a bin. */
export function secondsOfStages({ stages }: Stages, bins: Bins): Float64Array {
  const { edges, idles } = bins;
  const all = new Float64Array((edges.length - 1) * hues.length);
  for (const stage of stages)
    for (let row = 0; row < stage.begin.length; row++) {
      const { waited, worked } = partsOf(stage, row);
      const { since, until } = waitBefore(stage, row);
      spread(all, bins, { from: since, to: until, seconds: waited });
      spread(all, bins, { from: until, to: stage.end[row]!, seconds: worked });
    }
  for (let bin = 0; bin < edges.length - 1; bin++)
    if (idles(bin)) all[bin * hues.length + places.idle] = 1;
  return all;
}

/** Of what a stage did from tile to tile: while it waited, and while it worked. */
function partsOf(stage: Stage, row: number) {
  const { since, until, bubble, idle } = waitBefore(stage, row);
  const worked = new Float64Array(hues.length);
  for (let cause = 0; cause < causes.length; cause++)
    worked[hueOfCause[cause]!]! += stage.byCause[row * causes.length + cause]!;
  const waited = new Float64Array(hues.length);
  const take = (hue: Hue["key"], seconds: Seconds): Seconds => {
    const taken = Math.min(worked[places[hue]]!, seconds);
    worked[places[hue]]! -= taken;
    waited[places[hue]]! += taken;
    return seconds - taken;
  };
  take("bubble", bubble);
  worked[places.idle] = 0;
  // The rest is the host's time, and what is sent from stage to stage.
  take("wire", take("host", until - since - bubble - idle));
  return { waited, worked };
}

interface Spread {
  from: Seconds;
  to: Seconds;
  seconds: Float64Array;
}

/** Spreads seconds evenly over a span, but for the bins in which nobody had anything to do. */
function spread(all: Float64Array, { edges, idles }: Bins, { from, to, seconds }: Spread): void {
  const inside = (bin: number): Seconds =>
    idles(bin) ? 0 : Math.max(0, Math.min(edges[bin + 1]!, to) - Math.max(edges[bin]!, from));
  const touched: number[] = [];
  let length = Math.max(0, edges[0]! - from) + Math.max(0, to - edges.at(-1)!);
  for (let bin = 0; bin < edges.length - 1 && edges[bin]! < to; bin++) {
    if (inside(bin) > 0) touched.push(bin);
    length += inside(bin);
  }
  for (const bin of touched)
    for (let hue = 0; hue < hues.length; hue++)
      all[bin * hues.length + hue]! += (seconds[hue]! * inside(bin)) / length;
}
