/** The key: what each glyph of the Gantt means. Glyphs, unlike lines, cannot bear their names. */
import { select } from "d3";
import { drawGlyph, glyphs } from "../../chart/gantt-glyphs.ts";
import type { Mark } from "../../chart/gantt-marks.ts";
import { defineHatches } from "../../chart/hatch.ts";
import { svgOf } from "../../chart/svg.ts";
import { make } from "../make.ts";

const WIDTH = 22;
const HEIGHT = 12;

const meanings: readonly { label: string; marks: readonly Mark[] }[] = [
  { label: "waiting", marks: [{ kind: "waiting", x: 0, width: WIDTH }] },
  { label: "prefill chunk", marks: [{ kind: "prefill", x: 7, width: 7 }] },
  { label: "decode", marks: [{ kind: "decode", x: 0, width: WIDTH }] },
  {
    label: "preempted, waits to restart",
    marks: [
      { kind: "preempted", x: 0, width: WIDTH },
      { kind: "lost", x: 0, width: 1.4 },
    ],
  },
  { label: "done", marks: [{ kind: "done", x: 10, width: 1.4 }] },
  { label: "refused", marks: [{ kind: "refused", x: 11, width: 1.4 }] },
  { label: "not finished", marks: [{ kind: "goesOn", x: 9, width: 1.4 }] },
];

export function ganttKey(document: Document): HTMLElement {
  const key = make(document, "ul", "gantt-key");
  key.setAttribute("aria-label", "What the marks mean");
  key.append(
    ...meanings.map(({ label, marks }) => {
      const context = { document, width: WIDTH, narrow: false };
      const margin = { top: HEIGHT / 2, right: 0, bottom: 0, left: 0 };
      const { svg, plot } = svgOf(context, { width: WIDTH, height: HEIGHT, margin });
      defineHatches(select(svg), [{ id: "gantt-key-lost", stroke: glyphs.lost.colour }]);
      for (const mark of marks) drawGlyph(plot, mark, "url(#gantt-key-lost)");
      svg.setAttribute("aria-hidden", "true");
      const item = make(document, "li");
      item.append(svg, make(document, "span", "", label));
      return item;
    }),
  );
  return key;
}
