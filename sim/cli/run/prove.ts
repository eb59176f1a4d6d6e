/**
 * The proved verdict of `--why`: the scenario again and again, each time with another limit eased.
 */
import { Outcomes, type Probe, type Result, type Why, WhyStudy } from "../../index.ts";
import { fileTexts } from "../files/recorded-files.ts";
import { whyBlock } from "../report/why-block.ts";
import type { Paint } from "../text/paint.ts";
import { drive } from "./drive.ts";
import type { OpenedScenario } from "./open-scenario.ts";
import { createProgress } from "./progress.ts";

export interface Proof {
  /** Watches the run of the scenario as it is, which the others are compared with. */
  probes: Probe[];
  /** Runs the others. */
  find(result: Result): Promise<Proved>;
}

export interface Proved {
  why: Why | null;
  interrupted: boolean;
  /** What is printed of it. */
  asText(paint: Paint): string;
}

export function createProof({ scenario, recorded, router }: OpenedScenario): Proof {
  const outcomes = new Outcomes(scenario.slo);
  return {
    probes: [outcomes.probe],
    async find({ summary, status }) {
      // Half a run compares with nothing.
      if (status !== "finished") return proved(null, false);
      const study = new WhyStudy(scenario, {
        files: fileTexts(recorded),
        ...(router && { router }),
        baseline: { summary, outcomes },
      });
      const progress = createProgress(process.stderr, whyLine);
      const interrupted = await drive(study, progress);
      return proved(study.result() ?? null, interrupted);
    },
  };
}

const proved = (why: Why | null, interrupted: boolean): Proved => ({
  why,
  interrupted,
  asText: (paint) => (why === null ? "" : `\n${whyBlock(why, paint).join("\n")}\n`),
});

const whyLine = ({ done, all }: Pick<WhyStudy, "done" | "all">): string =>
  `${done} of ${all} limits eased and run again`;
