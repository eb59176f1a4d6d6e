/** The evidence of a sweep: any two of its fields against each other, and its ranked points. */
import type { SavedStudy, SweepResult } from "../../../sim/index.ts";
import type { ParetoAxis } from "../../chart/study/pareto-scales.ts";
import { objectiveOf } from "../../data/study/objective.ts";
import type { StudyPoint } from "../../data/study/point.ts";
import { settingsOfPoint } from "../../data/study/settings.ts";
import {
  type Field,
  fieldsOf,
  firstFields,
  settingsOf,
  sweepPoints,
  sweepRanked,
} from "../../data/study/sweep.ts";
import type { Page } from "../../state.ts";
import { make } from "../make.ts";
import { paretoPanel } from "./pareto-panel.ts";
import { rankedPanel } from "./ranked-panel.ts";
import { runHere } from "./run-here.ts";

export function sweepEvidence(page: Page, saved: SavedStudy): HTMLElement[] {
  const sweep = saved.result as SweepResult;
  const { document } = page;
  const fields = fieldsOf(sweep);
  let [x, y] = firstFields(fields);
  const pointOf = (id: number) => sweep.points.find(({ point }) => point === id)!;
  const named = (id: number): string => settingsOf(pointOf(id), sweep.axes);

  const run = (id: number): void => runHere(page, saved, settingsOfPoint(pointOf(id)), named(id));

  const axisOf = ({ key, title, better, log }: Field): ParetoAxis => ({
    title,
    better,
    log,
    limit: objectiveOf(key, saved.scenario),
  });

  const front = paretoPanel(
    page,
    { id: "pareto", title: "Points against each other" },
    {
      note: "a thin line joins points that differ in load alone; dark is the frontier",
      nothing: "No point has both figures.",
      name: ({ id }: StudyPoint) => `point ${id}, ${named(id)}`,
      choose: ({ id }) => run(id),
      data: () => ({ points: sweepPoints(sweep, x, y), x: axisOf(x), y: axisOf(y) }),
    },
  );

  function chooser(label: string, chosen: Field, choose: (field: Field) => void): HTMLElement {
    const select = make(document, "select", "button");
    for (const [at, { title }] of fields.entries()) {
      const option = make(document, "option", "", title);
      option.value = String(at);
      select.append(option);
    }
    select.value = String(fields.indexOf(chosen));
    select.addEventListener("change", () => {
      choose(fields[Number(select.value)]!);
      front.redraw();
    });
    const wrap = make(document, "label", "axis", label);
    wrap.append(select);
    return wrap;
  }

  const choosers = make(document, "div", "axes");
  choosers.append(
    chooser("Up: ", y, (field) => {
      y = field;
    }),
    chooser("Across: ", x, (field) => {
      x = field;
    }),
  );
  front.element.querySelector(".body")!.before(choosers);

  const ranked = rankedPanel(
    page,
    { id: "ranked", title: "Points, the best first" },
    {
      ranked: sweepRanked(sweep),
      of: "settings",
      note: "a click runs the point here",
      run: ({ id }) => run(id),
      look: (row) => front.see(row && (({ id }) => id === row.id)),
    },
  );
  return [front.element, ranked];
}
