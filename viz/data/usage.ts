/** What the engines did in a window, as the intervals of the timeline tell it. */
import { causes, type RunRecord, type TimelineColumn } from "../../sim/index.ts";
import type { Window } from "./window.ts";

export interface Usage {
  /** Output tokens a second, of one GPU and of all. */
  perGpu: number | null;
  rate: number | null;
  /** The most blocks held, all engines together, as an average over an interval. */
  peakBlocks: number | null;
  /** Share of the time in which GPUs computed or moved data: neither idle, host nor bubble. */
  utilisation: number | null;
}

const unused: readonly string[] = ["idle", "host", "bubble"];

export function usageIn({ timeline, summary, engines }: RunRecord, [from, to]: Window): Usage {
  if (timeline === null) return { perGpu: null, rate: null, peakBlocks: null, utilisation: null };
  const { edges, figures, columns } = timeline;
  const column = (name: TimelineColumn): number => columns.indexOf(name);
  const [tokens, blocks] = [column("output_tokens_per_s"), column("kv_blocks_used")];
  const all = causes.map((cause) => column(`${cause}_s`));
  const idle = causes
    .filter((cause) => unused.includes(cause))
    .map((cause) => column(`${cause}_s`));
  let [seconds, made, most, spent, lost] = [0, 0, 0, 0, 0];
  for (let interval = 0; interval < timeline.intervals; interval++) {
    const [begin, end] = [edges[interval]!, edges[interval + 1]!];
    const inside = Math.min(end, to) - Math.max(begin, from);
    if (inside <= 0) continue;
    const share = inside / (end - begin);
    let held = 0;
    for (let engine = 0; engine < timeline.engines; engine++) {
      const row = (interval * timeline.engines + engine) * columns.length;
      made += figures[row + tokens]! * inside;
      held += figures[row + blocks]!;
      for (const cause of all) spent += figures[row + cause]! * share;
      for (const cause of idle) lost += figures[row + cause]! * share;
    }
    seconds += inside;
    most = Math.max(most, held);
  }
  const rate = seconds > 0 ? made / seconds : null;
  const gpus = summary?.cluster.gpus ?? engines.length;
  return {
    rate,
    perGpu: rate === null ? null : rate / gpus,
    peakBlocks: seconds > 0 ? Math.round(most) : null,
    utilisation: spent > 0 ? 1 - lost / spent : null,
  };
}
