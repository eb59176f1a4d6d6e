/** Names beside the points of a roofline, where they hide neither one another nor a point. */
import {
  boxesAlong,
  type Frame,
  type Labelled,
  type Placed,
  placeLabels,
} from "../../sim/index.ts";
import type { Roof } from "../data/operators.ts";
import { inOne, percent } from "../format.ts";
import type { Mark } from "./roofline.ts";
import { type Field, footOf } from "./roofline-field.ts";
import { slopeName } from "./roofline-roofs.ts";
import type { Plot } from "./svg.ts";

/** Shares of the step from which a point has a name beside it; of its hue's longest, the less. */
const NAMED = { wide: 0.05, narrow: 0.1, longest: 0.02 };

interface Label extends Labelled {
  mark: Mark;
  /** Of the chosen step, of the pinned one, or of both where they lie together. */
  shares: string;
}

export function drawLabels(plot: Plot, marks: readonly Mark[], roof: Roof, field: Field): void {
  const least = field.narrow ? NAMED.narrow : NAMED.wide;
  const labels = marks.map((mark) => labelOf(mark, marks, least));
  const places = placeLabels(labels, frameOf(field), [
    ...keptFree(roof, field),
    ...boxesAlong(...slopeName(roof.sheet, field, marks).ends, 9),
  ]);
  const named = labels.filter((label) => label.named);
  for (const [at, { x, y, lead, crowded }] of places.entries()) {
    const { mark, shares } = named[at]!;
    // The table has its name; only the longest must have one here.
    if (crowded && at > 0) continue;
    if (lead !== undefined) drawLead(plot, lead);
    const text = plot
      .append("text")
      .attr("class", "halo")
      .attr("data-key", `${mark.open ? "pinned" : "chosen"} ${mark.name} name`)
      .attr("data-hue", mark.hue.key)
      .attr("x", x)
      .attr("y", y);
    text.append("tspan").attr("class", "name").text(mark.name);
    text.append("tspan").attr("class", "light").text(` ${shares}`);
  }
}

function labelOf(mark: Mark, marks: readonly Mark[], least: number): Label {
  const twin = marks.find(({ name, open }) => name === mark.name && open !== mark.open);
  const together = twin !== undefined && isTogether(mark, twin);
  const shares = [mark, ...(together ? [twin] : [])].map(({ share }) => inOne(percent(share)));
  const { x, y, radius } = mark;
  const said = shares.join(", ");
  // Where both lie together, the chosen one speaks for them.
  const named = mark.share >= leastOf(mark, marks, least) && !(mark.open && together);
  return { x, y, radius, text: `${mark.name} ${said}`, named, mark, shares: said };
}

/** Marks come with the longest first. */
const leastOf = (mark: Mark, marks: readonly Mark[], usual: number): number =>
  marks.find(({ open, hue }) => open === mark.open && hue === mark.hue) === mark
    ? NAMED.longest
    : usual;

const isTogether = (one: Mark, other: Mark): boolean =>
  Math.hypot(one.x - other.x, one.y - other.y) < Math.max(one.radius, other.radius) + 4;

const frameOf = ({ width, height }: Field): Frame => ({
  left: 0,
  top: 4,
  right: width,
  bottom: height,
});

/** The roofs, and the name of the ridge. */
function keptFree({ sheet, attained }: Roof, field: Field): Frame[] {
  const { x, y, width, height } = field;
  const foot = footOf(sheet.bandwidth, field);
  const ridge = [x(sheet.intensity), y(sheet.arithmetic)] as const;
  const reached = y(attained.arithmetic);
  return [
    ...boxesAlong([foot.x, foot.y], ridge, 4),
    ...boxesAlong(ridge, [width, ridge[1]], 2),
    ...boxesAlong([ridge[0], reached], [width, reached], 2),
    ...boxesAlong([ridge[0] - 60, height - 10], [ridge[0], height - 10], 8),
  ];
}

function drawLead(plot: Plot, { from, to }: NonNullable<Placed["lead"]>): void {
  plot
    .insert("line", "circle")
    .attr("class", "lead")
    .attr("x1", from[0])
    .attr("y1", from[1])
    .attr("x2", to[0])
    .attr("y2", to[1]);
}
