/** Values of a series at one instant, as they are written beside the rows. */
import type { Seconds } from "../../sim/index.ts";
import { clock, count, counted, duration, inOne, percent, THIN } from "../format.ts";
import { hues } from "../hues.ts";
import { apportion } from "./apportion.ts";
import { soFar } from "./moments.ts";
import { idleAt, type RankLane, type Ranks } from "./ranks.ts";
import { indexAt, type Series } from "./series.ts";
import { rowAt, type Stage, type Stages } from "./stages.ts";

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

/**
 * Of each rank, and of all on average, for how much of the time at an instant it idles.
 *
 * @param under the place of the rank under the pointer; −1 where none is
 */
export function readRanks(
  ranks: Ranks | undefined,
  instant: Seconds,
  under: number,
): Record<string, string> {
  if (ranks === undefined) return {};
  const idle = ranks.lanes.map((lane) => idleAt(lane, instant));
  const mean = idle.reduce((sum, share) => sum + share, 0) / idle.length;
  const each = ranks.lanes.map((lane, at) => {
    const row = lane.tiles === undefined ? undefined : rowAt(lane.tiles, instant);
    const told = row === undefined ? inOne(percent(idle[at]!)) : stepOrIdle(lane, row);
    return [`rank ${lane.engine}`, told];
  });
  const lane = ranks.lanes[under];
  return {
    ranks: inOne(percent(mean)),
    ...Object.fromEntries(each),
    ...(lane && { under: `${lane.name}, ${rankAt(lane, instant)}` }),
  };
}

const stepOrIdle = ({ tiles }: RankLane, row: number): string =>
  row < 0 ? "idle" : `step ${count(tiles!.step[row]!)}`;

/** What a rank does at an instant; without its steps, for how much of the time it idles. */
function rankAt(lane: RankLane, instant: Seconds): string {
  const { tiles } = lane;
  if (tiles === undefined) return `idle for ${inOne(percent(idleAt(lane, instant)))}`;
  const row = rowAt(tiles, instant);
  if (row < 0) return "idle";
  const { begin, end, step, tokens } = tiles;
  return stepInWords({
    step: step[row]!,
    begin: begin[row]!,
    end: end[row]!,
    tokens: tokens[row]!,
  });
}

/**
 * What each stage of a pipeline works on, and all of the step under the pointer.
 *
 * @param under the stage under the pointer; −1 where none is
 */
export function readStages(
  data: Stages | undefined,
  instant: Seconds,
  under: number,
): Record<string, string> {
  if (data === undefined) return {};
  const { stages, steps, idle } = data;
  const idles = idle.some(([from, to]) => instant >= from && instant < to);
  const mean = stages.reduce((sum, { bubble }) => sum + bubble, 0) / stages.length;
  const read: Record<string, string> = { stages: inOne(percent(mean)) };
  for (const [index, stage] of stages.entries()) {
    const row = rowAt(stage, instant);
    const waits = idles ? "idle" : "bubble";
    read[`stage ${index + 1}`] = row < 0 ? waits : `step ${count(steps.index[row]!)}`;
    if (index === under)
      read.under = `stage ${index + 1}, ${row < 0 ? waits : inWords(data, stage, row)}`;
  }
  return read;
}

function inWords({ steps }: Stages, { begin, end }: Stage, row: number): string {
  const tokens = steps.shape.tokens[row]!;
  return stepInWords({ step: steps.index[row]!, begin: begin[row]!, end: end[row]!, tokens });
}

function stepInWords({
  step,
  begin,
  end,
  tokens,
}: Record<"step" | "begin" | "end" | "tokens", number>) {
  const when = `${clock(begin, 3)} to ${clock(end, 3)}, ${inOne(duration(end - begin))}`;
  return `step ${count(step)}: ${when}, ${counted(tokens, "token")}`;
}
