/** The two roofs of a GPU, by its data sheet and as kernels reach them, and where they meet. */
import { allowed, type Roof, terabytes, teraflops } from "../data/operators.ts";
import { count, inOne } from "../format.ts";
import { type Field, footOf } from "./roofline-field.ts";
import type { Plot } from "./svg.ts";

export function drawRoofs(plot: Plot, { sheet, attained }: Roof, field: Field): void {
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
  nameRoofs(plot, { sheet, attained }, field);
}

function nameRoofs(plot: Plot, { sheet, attained }: Roof, field: Field): void {
  const { x, y, width, narrow } = field;
  plot
    .append("text")
    .attr("class", "halo roof-name")
    .attr("x", width)
    .attr("y", -8)
    .attr("text-anchor", "end")
    .style("fill", "var(--t-math)")
    .text(`compute roof, ${inOne(teraflops(sheet.arithmetic))}`);

  const foot = footOf(sheet.bandwidth, field);
  const ridge = { x: x(sheet.intensity), y: y(sheet.arithmetic) };
  const angle = (180 / Math.PI) * Math.atan2(ridge.y - foot.y, ridge.x - foot.x);
  // Between decode attention and the matrices of a usual batch of decodes.
  const middle = Math.sqrt(sheet.intensity * Math.max(foot.intensity, 1.4));
  const place = `translate(${round(x(middle))},${round(y(allowed(sheet, middle)))})`;
  plot
    .append("text")
    .attr("class", "halo roof-name")
    .attr("transform", `${place} rotate(${round(angle)}) translate(0,-8)`)
    .attr("text-anchor", "middle")
    .style("fill", "var(--t-mem)")
    .text(`memory roof, ${inOne(terabytes(sheet.bandwidth))}`);

  const reached = [terabytes(attained.bandwidth), teraflops(attained.arithmetic)].map(inOne);
  plot
    .append("text")
    .attr("class", "light")
    .attr("x", width)
    .attr("y", -26)
    .attr("text-anchor", "end")
    .text(`- - ${narrow ? "reached" : "as kernels reach them"}: ${reached.join(", ")}`);
}

/** Two decimals of a pixel are enough. */
const round = (value: number): number => Number(value.toFixed(2));
