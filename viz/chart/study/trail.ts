/**
 * The trail of a search: probe after probe to the right, what was tried upwards. What holds is
 * filled, what does not is open and red, a triangle is a queue that grows, grey is undecided.
 */
import { group, line, scaleLinear, scaleLog } from "d3";
import type { Probe, Trail } from "../../data/study/trail.ts";
import { count, short } from "../../format.ts";
import type { ChartContext } from "../context.ts";
import { roundNumbers } from "../log-axis.ts";
import { type Plot, svgOf } from "../svg.ts";
import { round } from "../time/row.ts";
import { boxAt, LETTER, labelLines } from "./line-labels.ts";

const PLOT = 168;
const margin = { top: 44, right: 12, bottom: 40, left: 0 };
const NARROW_LEFT = 36;
export function trailChart(
  { title, isWhole, probes }: Trail,
  context: ChartContext,
): SVGSVGElement {
  const height = margin.top + PLOT + margin.bottom;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin });
  const left = context.narrow ? NARROW_LEFT : 0;
  const right = context.width - margin.right;
  const tried = probes.map((probe) => probe.tried).filter((value) => value > 0);
  const [low, high] = [Math.min(...tried), Math.max(...tried)];
  const y = scaleLog([low / 1.2, high * 1.2], [PLOT, 0]).clamp(true);
  const x = scaleLinear([0.5, probes.length + 0.5], [left, right]);
  for (const value of roundNumbers(low / 1.2, high * 1.2, 4)) {
    if (isWhole && !Number.isInteger(value)) continue;
    const at = round(y(value));
    plot.append("line").attr("class", "grid").attr("x1", left).attr("x2", right).attr("y1", at);
    plot.select("line:last-of-type").attr("y2", at);
    const tick = plot
      .append("text")
      .attr("x", left - 6)
      .attr("y", at + 4);
    tick.attr("text-anchor", "end").text(short(value));
  }
  for (const number of x.ticks(Math.max(2, Math.min(probes.length, (right - left) / 60))))
    if (Number.isInteger(number) && number >= 1)
      plot
        .append("text")
        .attr("class", "tick")
        .attr("x", round(x(number)))
        .attr("y", PLOT + 16)
        .attr("text-anchor", "middle")
        .text(count(number));
  plot.append("text").attr("x", left).attr("y", -10).text(`${title}, log scale`);
  const end = plot
    .append("text")
    .attr("x", right)
    .attr("y", PLOT + 34);
  end.attr("text-anchor", "end").text("probe");
  drawKey(plot, left);
  const places: Places = { x: ({ number }) => x(number), y: ({ tried }) => y(tried) };
  drawLines(plot, probes, places);
  for (const probe of probes) drawProbe(plot, probe, places);
  writeLabels(plot, probes, { ...places, left, right });
  return svg;
}

interface Places {
  x(probe: Probe): number;
  y(probe: Probe): number;
}

const byCandidate = (probes: readonly Probe[]): Probe[][] => [
  ...group(probes, ({ candidate }) => candidate).values(),
];

function drawLines(plot: Plot, probes: readonly Probe[], { x, y }: Places): void {
  const path = line<Probe>(x, y).digits(2);
  for (const held of byCandidate(probes))
    plot
      .append("path")
      .attr("class", "thin")
      .attr("style", held.some(({ isAnswer }) => isAnswer) ? INK : PALE)
      .attr("d", path(held));
}

const INK = "stroke: var(--ink-2)";
const PALE = "stroke: var(--hatch)";

/** Each verdict has a shape of its own: colour is never alone. */
const shapes: Readonly<Record<Probe["verdict"], { d: string; style: string }>> = {
  holds: { d: circle(4), style: "fill: var(--ink)" },
  fails: { d: circle(3.6), style: "fill: var(--paper); stroke: var(--miss); stroke-width: 1.6px" },
  unstable: { d: "M0-5L5 4H-5Z", style: "fill: var(--miss)" },
  stuck: { d: "M-4-4H4V4H-4Z", style: "fill: var(--miss)" },
  undecided: { d: circle(3.6), style: "fill: var(--bubble)" },
};

function circle(r: number): string {
  return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}

const words: Readonly<Record<Probe["verdict"], string>> = {
  holds: "holds",
  fails: "fails",
  unstable: "queue grows",
  stuck: "gets stuck",
  undecided: "undecided",
};

function drawProbe(plot: Plot, probe: Probe, { x, y }: Places): void {
  const { d, style } = shapes[probe.verdict];
  plot
    .append("path")
    .attr("class", `probe ${probe.verdict}`)
    .attr("data-probe", probe.number)
    .attr("d", d)
    .attr("transform", `translate(${round(x(probe))},${round(y(probe))})`)
    .attr("style", style);
}

function drawKey(plot: Plot, left: number): void {
  let at = left + 5;
  for (const verdict of ["holds", "fails", "unstable", "undecided"] as const) {
    const { d, style } = shapes[verdict];
    const item = plot.append("g").attr("transform", `translate(${at},-33)`);
    item.append("path").attr("d", d).attr("style", style);
    item.append("text").attr("x", 9).attr("dy", "0.34em").text(words[verdict]);
    at += 24 + words[verdict].length * LETTER;
  }
}

/** A candidate's name stands at its last probe, or an earlier one; the answer's comes first. */
function writeLabels(
  plot: Plot,
  probes: readonly Probe[],
  { x, y, left, right }: Places & { left: number; right: number },
): void {
  const placeOf = (probe: Probe) => [x(probe), y(probe)] as const;
  const lines = byCandidate(probes).map((held) => ({
    name: held[0]!.label,
    points: held.toReversed().map(placeOf),
    isStrong: held[0]!.isAnswer,
  }));
  lines.sort((a, b) => Number(b.isStrong) - Number(a.isStrong));
  labelLines(plot, lines, {
    room: { left, right, top: -4, bottom: PLOT },
    taken: probes.map((probe) => boxAt(...placeOf(probe), 4)),
  });
}
