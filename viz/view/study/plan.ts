/** The evidence of a plan: its points, its ranked candidates, and the trail of its search. */
import type { Plan, SavedStudy } from "../../../sim/index.ts";
import { trailChart } from "../../chart/study/trail.ts";
import { objectiveOf } from "../../data/study/objective.ts";
import { planPoints, planRanked, planTrail, trailTable } from "../../data/study/plan.ts";
import type { StudyPoint } from "../../data/study/point.ts";
import { candidateOf, settingsOfCandidate } from "../../data/study/settings.ts";
import { counted } from "../../format.ts";
import type { Page } from "../../state.ts";
import { figure } from "../figure.ts";
import { tableElement } from "../table.ts";
import { onWidth } from "../width.ts";
import { paretoPanel } from "./pareto-panel.ts";
import { rankedPanel } from "./ranked-panel.ts";
import { runHere } from "./run-here.ts";

export function planEvidence(page: Page, saved: SavedStudy): HTMLElement[] {
  const plan = saved.result as Plan;
  const points = planPoints(plan);
  const limit = objectiveOf("output_throughput_per_user", saved.scenario);
  const candidateAt = ({ id }: StudyPoint): number => plan.pareto[id]!.candidate;

  function run(candidate: number): void {
    const found = candidateOf(plan, candidate);
    if (found !== undefined) runHere(page, saved, settingsOfCandidate(found, saved), found.label);
  }

  const front = paretoPanel(
    page,
    { id: "pareto", title: "Speed for one user against output per GPU" },
    {
      note: "up and right is better; a line a candidate, with more load to the left",
      nothing: "No trial came to a steady state: there is no point to draw.",
      name: ({ group, detail }) => `${group}, ${detail}`,
      choose: (point) => run(candidateAt(point)),
      data: () => ({
        points,
        x: {
          title: "output tokens/s for one user, 1 / mean TPOT",
          better: "more",
          log: false,
          limit,
        },
        y: { title: "output tokens/s per GPU", better: "more", log: false, limit: undefined },
      }),
    },
  );
  const ranked = rankedPanel(
    page,
    { id: "ranked", title: "Candidates, the best first" },
    {
      ranked: planRanked(plan),
      of: "candidate",
      note: "a click runs the fleet here",
      run: ({ id }) => run(id),
      look: (row) => front.see(row && ((point) => candidateAt(point) === row.id)),
    },
  );
  return [front.element, ranked, trailPanel(page, plan)];
}

function trailPanel(page: Page, plan: Plan): HTMLElement {
  const title = "How it was found";
  const frame = figure(page, { id: "trail", title });
  const trail = planTrail(plan);
  const { probes } = trail;
  const held = probes.filter(({ verdict }) => verdict === "holds").length;
  frame.table(() => trailTable(plan));
  frame.note(`every probe of the search in order, ${counted(probes.length, "probe")}`);
  const { document } = page;
  onWidth(frame.body, page, (context) => {
    if (probes.length === 0)
      return frame.empty("Nothing had to be tried: bounds settled every candidate.");
    frame.show(
      trailChart(trail, context),
      `${counted(probes.length, "probe")}, ${trail.title}: ${held} held.`,
    );
  });
  const table = tableElement(document, `${title}, probe by probe`, trailTable(plan));
  frame.element.append(...table);
  return frame.element;
}
