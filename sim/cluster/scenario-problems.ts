/** What the machines of a scenario do not allow. */
import type { Problem } from "../scenario/problem.ts";

/** Everything about a scenario that its machines do not allow. */
export class ScenarioProblems extends Error {
  override readonly name = "ScenarioProblems";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n"));
    this.problems = problems;
  }
}
