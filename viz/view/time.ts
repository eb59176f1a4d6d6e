/**
 * What happened, and when: rows that share one axis of time, and the play head over them.
 *
 * The drawing is made anew when the window, the run or the engine changes; what follows the pointer
 * or the play head lies over it and only moves.
 */
import "./time.css";
import type { RunRecord, Seconds } from "../../sim/index.ts";
import type { ChartContext } from "../chart/context.ts";
import { timeSpan } from "../chart/time/axis.ts";
import { laneUnder, plotsOf, type TimeData, timeChart } from "../chart/time.ts";
import { busiest, memoryFull, preemptions, stepLength } from "../data/moments.ts";
import { ranksBeside, ranksIn } from "../data/ranks.ts";
import { readOutsAt, readRanks, readStages } from "../data/read-outs.ts";
import { binned, type Series, stepwise } from "../data/series.ts";
import { stagesIn, stagesOf } from "../data/stages.ts";
import { stepsIn, type Track, trackOf } from "../data/track.ts";
import { endOf, type Window, windowOf } from "../data/window.ts";
import { engineOf } from "../engine.ts";
import { knownRankSteps, knownSteps } from "../known-steps.ts";
import { moveTo, startPlaying } from "../play.ts";
import type { Page, State } from "../state.ts";
import { figure } from "./figure.ts";
import { controls } from "./time/controls.ts";
import { timeKeys } from "./time/keys.ts";
import { findingOf, tableOf } from "./time/numbers.ts";
import { overlay } from "./time/overlay.ts";
import { listen } from "./time/pointer.ts";
import { Preview } from "./time/preview.ts";
import { type Stage, stageOf } from "./time/stage.ts";
import { inTurn } from "./turns.ts";
import { onWidth } from "./width.ts";

/** How wide a bin is at least, and a step that is drawn by itself, in CSS pixels. */
const BIN = 8;
const OVERVIEW_BIN = 3;
const STEP = 3;
/** Steps on either side of the play head that are asked for. */
const AROUND = 40;

export function time(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const section = host.parentElement!;
  const shown = figure(page, { id: "rows-of-time", title: "What happened, and when" });
  shown.note("One time axis for everything below. Space plays, arrows step, drag to zoom.");
  host.replaceChildren(shown.element);
  controls(shown.element.querySelector("figcaption")!, page);
  const above = overlay(section, shown.body, page);
  const known = knownSteps(page);
  const knownRanks = knownRankSteps(page);

  let context: ChartContext | undefined;
  let data: TimeData | undefined;
  let hovered: Seconds | undefined;
  const stage = (): Stage | undefined =>
    data === undefined ? undefined : stageOf(preview.state, context);

  const preview = new Preview(page, draw);

  function draw(): void {
    const { state } = preview;
    if (context === undefined) return;
    data = undefined;
    const { run } = state;
    if (run === undefined || endOf(run) === 0) {
      above.hide();
      shown.empty(sentenceOf(state));
      return;
    }
    const engine = engineOf(state);
    const track = trackOf(run, engine);
    const preempted = preemptions(run, engine);
    const full = memoryFull(track, preempted);
    const whole: Window = [0, endOf(run)];
    const window = windowOf(state);
    const { series, steps } = seriesOf(track, window, context);
    const overview = overviewOf(track, whole, context);
    data = { whole, window, overview, series, preempted, full };
    const stages = engine === undefined ? 1 : stagesOf(run, engine);
    if (stages > 1) data.pipeline = { count: stages, stages: steps && stagesIn(steps, window) };
    else if (engine === undefined) {
      data.ranks = ranksOf(run, window, context);
    }
    above.plots(plotsOf(data));
    shown.show(timeChart(data, context), findingOf(data));
    shown.table(() => tableOf(series, preempted, data?.pipeline?.stages));
    place();
  }

  /** What takes long of a large run, and is done once. */
  function prepare(): void {
    const state = store.get();
    const { run } = state;
    if (run === undefined || endOf(run) === 0 || context === undefined) return;
    overviewOf(trackOf(run, engineOf(state)), [0, endOf(run)], context);
  }

  /** By steps where they are known and few, else by bins. */
  function seriesOf(track: Track, window: Window, context: ChartContext) {
    if (areFew(track, window, context)) {
      known.want(window);
      const steps = known.within(window);
      const kvBlocks = track.work?.kvBlocks ?? 0;
      if (steps !== undefined) return { series: stepwise(steps, window, kvBlocks), steps };
    }
    return { series: binned(track, window, BIN * pixelOf(window, context)) };
  }

  /** All ranks of the busiest engine, step by step where those are few. */
  function ranksOf(run: RunRecord, window: Window, context: ChartContext) {
    const engines = ranksBeside(run, undefined);
    const [first] = engines;
    if (first === undefined) return undefined;
    const few = areFew(trackOf(run, first), window, context);
    if (few) knownRanks.want(window);
    const tiles = few ? knownRanks.within(window) : undefined;
    return ranksIn(run, engines, { window, shortest: BIN * pixelOf(window, context), tiles });
  }

  /** What follows the head. */
  function place(): void {
    const here = stage();
    if (here === undefined) return;
    above.place(here);
    read(hovered);
    wantAround(here);
  }

  function wantAround({ end }: Stage): void {
    const state = store.get();
    const { head, playing, run } = state;
    if (playing || known.at(head) !== undefined || data?.series.mean === undefined) return;
    const length = AROUND * stepLength(trackOf(run!, engineOf(state)), head);
    known.want([Math.max(0, head - length), Math.min(end, head + length)]);
  }

  function read(instant: Seconds | undefined, y?: number): void {
    hovered = instant;
    if (data === undefined) return;
    const at = instant ?? store.get().head;
    const under = y === undefined ? -1 : laneUnder(data, y);
    const values = {
      ...readOutsAt(data.series, data.preempted, at),
      ...readRanks(data.ranks, at, under),
      ...readStages(data.pipeline?.stages, at, under),
    };
    for (const text of shown.body.querySelectorAll<SVGElement>("[data-read]"))
      text.textContent = values[text.dataset.read!] ?? "";
  }

  /**
   * The first run opens where most is going on, unless an address says otherwise; and so does one
   * that is over before the play head.
   */
  let opened = false;
  function open({ run, head }: Readonly<State>): void {
    if (run === undefined || endOf(run) === 0) return;
    if ((head === 0 && !opened) || head >= endOf(run))
      moveTo(page, busiest(trackOf(run, undefined)));
    opened = true;
  }

  const { redraw } = onWidth(host, page, (measured) => {
    context = measured;
    draw();
  });
  store.on(["run"], open);
  open(store.get());
  store.on(["run"], () => {
    inTurn(prepare);
    redraw();
  });
  store.on(["problems"], redraw);
  // At once: a hand moves it.
  store.on(["window", "engine"], draw);
  store.on(["busy"], ({ run }) => {
    if (run === undefined) draw();
  });
  store.on(["head", "playing"], place);
  store.on(["hovered"], ({ hovered }) => {
    if (hovered === undefined) delete document.documentElement.dataset.hovered;
    else document.documentElement.dataset.hovered = hovered;
  });
  known.on(draw);
  knownRanks.on(draw);
  listen({ section, body: shown.body, overlay: above, preview, stage, read }, page);
  timeKeys(page);
  startPlaying(page);
}

/** How long a pixel lasts. */
function pixelOf([from, to]: Window, context: ChartContext): Seconds {
  const { left, right } = timeSpan(context);
  return (to - from) / (right - left);
}

/** Whether the steps of a window can be told apart. */
const areFew = (track: Track, window: Window, context: ChartContext): boolean =>
  stepsIn(track, window) * STEP * pixelOf(window, context) <= window[1] - window[0];

/** Most bins that the strip has do not depend on the window. */
let overview: { track: Track; width: number; series: Series } | undefined;

function overviewOf(track: Track, whole: Window, context: ChartContext): Series {
  const { left, right } = timeSpan(context);
  const width = right - left;
  if (overview?.track !== track || overview.width !== width) {
    const series = binned(track, whole, (OVERVIEW_BIN * whole[1]) / width);
    overview = { track, width, series };
  }
  return overview.series;
}

/** Why there is nothing to be seen, and what helps. */
function sentenceOf({ run, problems, busy, text }: State): string {
  if (run !== undefined) return "No request arrived. Raise the arrival rate, or their number.";
  if (problems.length > 0)
    return "Nothing has run yet. Mend the scenario where it is marked, or choose another one.";
  return busy !== undefined || text === ""
    ? "The first run is being simulated."
    : "Nothing has run yet. Turn a knob, or choose a scenario.";
}
