/** The stage: which instant is at which pixel, of the strip and of the rows. */
import type { Seconds } from "../../../sim/index.ts";
import type { ChartContext } from "../../chart/context.ts";
import { type TimeScale, timeScale } from "../../chart/time/axis.ts";
import { STRIP } from "../../chart/time/strip.ts";
import { endOf, windowOf } from "../../data/window.ts";
import type { State } from "../../state.ts";

export interface Stage {
  end: Seconds;
  /** Pixels are counted from the left edge of the drawing. */
  x: TimeScale;
  strip: TimeScale;
}

/** Undefined while nothing is drawn. */
export function stageOf(state: State, context: ChartContext | undefined): Stage | undefined {
  if (state.run === undefined || context === undefined) return undefined;
  const end = endOf(state.run);
  return {
    end,
    x: timeScale(windowOf(state), context),
    strip: timeScale([0, end], context),
  };
}

/** What is at a height, counted from the top of the drawing. */
export const placeAt = (y: number): "strip" | "rows" | undefined =>
  y < STRIP.top - 4 ? undefined : y <= STRIP.top + STRIP.height + 4 ? "strip" : "rows";

/** The instant at a pixel, within what the scale shows. */
export function instantAt(scale: TimeScale, x: number): Seconds {
  const [from, to] = scale.domain() as [number, number];
  return Math.min(to, Math.max(from, scale.invert(x)));
}
