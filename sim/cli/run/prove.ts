/**
 * The proved verdict of `--why`: the scenario again and again, each time with another limit eased.
 */
import { type Replica, type Why, WhyStudy } from "../../index.ts";
import { fileTexts } from "../files/recorded-files.ts";
import { whyBlock } from "../report/why-block.ts";
import type { Paint } from "../text/paint.ts";
import { drive } from "./drive.ts";
import type { OpenedScenario } from "./open-scenario.ts";
import { createProgress } from "./progress.ts";

export interface Proved {
  why: Why | null;
  interrupted: boolean;
  /** What is printed of it. */
  asText(paint: Paint): string;
}

/** Runs the others; the run of the scenario as it is, is made. */
export async function prove(
  { scenario, recorded, router }: OpenedScenario,
  { result: { summary, status }, log }: Replica,
): Promise<Proved> {
  // Half a run compares with nothing.
  if (status !== "finished") return proved(null, false);
  const study = new WhyStudy(scenario, {
    files: fileTexts(recorded),
    ...(router && { router }),
    baseline: { summary, fates: log.fate },
  });
  const interrupted = await drive(study, createProgress(process.stderr, whyLine));
  return proved(study.result() ?? null, interrupted);
}

const proved = (why: Why | null, interrupted: boolean): Proved => ({
  why,
  interrupted,
  asText: (paint) => (why === null ? "" : `\n${whyBlock(why, paint).join("\n")}\n`),
});

const whyLine = ({ done, all }: Pick<WhyStudy, "done" | "all">): string =>
  `${done} of ${all} limits eased and run again`;
