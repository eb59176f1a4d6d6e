/** The two roofs of a GPU, by its data sheet and as kernels reach them, and where they meet. */
import type { Ridge } from "../../sim/index.ts";
import { type Roof, terabytes, teraflops } from "../data/operators.ts";
import { count, inOne } from "../format.ts";
import { type Field, footOf } from "./roofline-field.ts";
import type { Plot } from "./svg.ts";

/** Where a point lies that a name should not hide. */
export interface Spot {
  x: number;
  y: number;
  radius: number;
}

export function drawRoofs(
  plot: Plot,
  { sheet, attained }: Roof,
  { field, marks }: { field: Field; marks: readonly Spot[] },
): void {
  const { x, y, to, width, height } = field;
  const ridge = { x: x(sheet.intensity), y: y(sheet.arithmetic) };
  const foot = footOf(sheet.bandwidth, field);

  const slope = `${foot.x},${foot.y}L${ridge.x},${ridge.y}`;
  plot
    .append("path")
    .attr("class", "under")
    .attr("d", `M${slope}V${height}H${foot.x}Z`)
    .attr("fill", "var(--weights)");
  plot
    .append("path")
    .attr("class", "under")
    .attr("d", `M${ridge.x},${ridge.y}H${width}V${height}H${ridge.x}Z`)
    .attr("fill", "var(--mm)");

  plot
    .append("line")
    .attr("class", "ridge")
    .attr("x1", ridge.x)
    .attr("x2", ridge.x)
    .attr("y1", ridge.y)
    .attr("y2", height);
  plot
    .append("text")
    .attr("class", "halo")
    .attr("x", ridge.x - 5)
    .attr("y", height - 6)
    .attr("text-anchor", "end")
    .text(`ridge ${count(sheet.intensity)}`);

  const reached = footOf(attained.bandwidth, field);
  const bend = { x: x(attained.intensity), y: y(attained.arithmetic) };
  plot
    .append("path")
    .attr("class", "reached")
    .attr("d", `M${reached.x},${reached.y}L${bend.x},${bend.y}`)
    .attr("stroke", "var(--weights)");
  plot
    .append("path")
    .attr("class", "reached")
    .attr("d", `M${bend.x},${bend.y}H${x(to.x)}`)
    .attr("stroke", "var(--mm)");

  plot.append("path").attr("class", "roof").attr("d", `M${slope}`).attr("stroke", "var(--weights)");
  plot
    .append("path")
    .attr("class", "roof")
    .attr("d", `M${ridge.x},${ridge.y}H${width}`)
    .attr("stroke", "var(--mm)");
  nameRoofs(plot, { sheet, attained }, { field, marks });
}

function nameRoofs(
  plot: Plot,
  { sheet, attained }: Roof,
  { field, marks }: { field: Field; marks: readonly Spot[] },
): void {
  const { width, narrow } = field;
  plot
    .append("text")
    .attr("class", "halo roof-name")
    .attr("x", width)
    .attr("y", -8)
    .attr("text-anchor", "end")
    .style("fill", "var(--t-math)")
    .text(`compute roof, ${inOne(teraflops(sheet.arithmetic))}`);

  const { at, degrees } = slopeName(sheet, field, marks);
  plot
    .append("text")
    .attr("class", "halo roof-name")
    .attr("transform", `translate(${at.map(round).join()}) rotate(${round(degrees)})`)
    .attr("text-anchor", "middle")
    .style("fill", "var(--t-mem)")
    .text(`memory${narrow ? "" : " roof"}, ${inOne(terabytes(sheet.bandwidth))}`);

  const reached = [terabytes(attained.bandwidth), teraflops(attained.arithmetic)].map(inOne);
  plot
    .append("text")
    .attr("class", "light")
    .attr("x", width)
    .attr("y", -26)
    .attr("text-anchor", "end")
    .text(`- - ${narrow ? "reached" : "as kernels reach them"}: ${reached.join(", ")}`);
}

/** Half of its length, and how far above the slope it stands, in CSS pixels. */
const NAME = { half: { wide: 72, narrow: 54 }, above: 8 };

/** Where the slope has its name: near its middle, or elsewhere along it where points are far. */
export function slopeName(
  sheet: Ridge,
  field: Field,
  marks: readonly Spot[],
): { at: readonly [number, number]; degrees: number; ends: [Place, Place] } {
  const foot = footOf(sheet.bandwidth, field);
  const half = field.narrow ? NAME.half.narrow : NAME.half.wide;
  const [across, up] = [field.x(sheet.intensity) - foot.x, field.y(sheet.arithmetic) - foot.y];
  const length = Math.hypot(across, up);
  const [dx, dy] = [across / length, up / length];
  const placeAt = (along: number): Place => [
    foot.x + along * dx + NAME.above * dy,
    foot.y + along * dy - NAME.above * dx,
  ];
  const room = (along: number): number =>
    Math.min(
      half + 12,
      ...marks.map(({ x, y, radius }) => {
        const [toX, toY] = placeAt(along);
        return Math.hypot(x - toX, y - toY) - radius;
      }),
    );
  const choices = [0.6, 0.5, 0.7, 0.4, 0.75, 0.3]
    .map((share) => share * length)
    .filter((along) => along > half && along < length - half);
  const along = choices.reduce(
    (best, other) => (room(other) > room(best) ? other : best),
    choices[0] ?? length / 2,
  );
  return {
    at: placeAt(along),
    degrees: (180 / Math.PI) * Math.atan2(up, across),
    ends: [placeAt(along - half), placeAt(along + half)],
  };
}

type Place = readonly [x: number, y: number];

/** Two decimals of a pixel are enough. */
const round = (value: number): number => Number(value.toFixed(2));
