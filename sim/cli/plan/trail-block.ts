/** The search trail in brief: of each candidate, what was tried one after the other. */
import { formatCount, type Plan, type TrailRow, threeDigits } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { broken, tied, WIDTH } from "../text/paragraph.ts";

export function trailBlock({ trail, simulated, objective }: Plan, paint: Paint): string[] {
  const { runs, requests } = simulated;
  const title =
    `Search: ${formatCount(trail.length)} trials, ${formatCount(runs)} runs, ` +
    `${formatCount(requests)} requests`;
  const candidates = [...new Set(trail.map(({ candidate }) => candidate))];
  return [
    paint.bold(title),
    ...candidates.flatMap((each) =>
      candidateTrail(
        trail.filter(({ candidate }) => candidate === each),
        objective,
      ),
    ),
  ];
}

const marks: Record<TrailRow["verdict"], string> = {
  holds: "holds",
  fails: "fails",
  unstable: "unstable",
  stuck: "stuck",
  undecided: "undecided",
};

function candidateTrail(rows: readonly TrailRow[], objective: Plan["objective"]): string[] {
  const told = rows.map(({ stage, engines, rate, verdict }) => {
    const rates = objective === "max-rate" || stage.startsWith("head-room");
    const what = rates ? `${threeDigits(rate!)}/s` : formatCount(engines);
    const sure = stage.endsWith("confirm") ? "surely " : "";
    return tied(`${what} ${sure}${marks[verdict]}`);
  });
  const [{ label } = { label: "" }] = rows;
  return broken(`${label}: ${told.join(", ")}`, WIDTH - 4).map(
    (line, index) => (index === 0 ? "" : "    ") + line,
  );
}
