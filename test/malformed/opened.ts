/** Opens and runs what may be damaged, as `run` does, and tells what came of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Refusal } from "../../sim/cli/exit.ts";
import { type OpenedScenario, openScenario } from "../../sim/cli/run/open-scenario.ts";
import { inWords } from "../../sim/cli/run/run.ts";
import { Simulation } from "../../sim/index.ts";

/** Files by name; `scenario.yaml` is the one that is run. */
export type Files = Record<string, string | Buffer>;

/** A folder for files, gone when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "rooflight-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What a user is told; undefined where there is nothing to tell, and the run begins. */
export async function told(files: Files, where: string): Promise<string | undefined> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(where, name), text);
  try {
    const opened = await openScenario({
      file: join(where, "scenario.yaml"),
      set: [],
      allowModules: false,
    });
    run(opened);
  } catch (error) {
    // Whatever else is thrown is a bug of ours: the test shows it whole.
    if (!(error instanceof Refusal)) throw error;
    return error.message.replaceAll(`${where}/`, "");
  }
  return undefined;
}

/** Runs for a while: what is legal may also be long. */
function run(opened: OpenedScenario): void {
  const { scenario, recorded, refusal } = opened;
  const texts = new Map(recorded.map(({ name, text }) => [name, text]));
  try {
    const simulation = new Simulation(scenario, { files: (name) => texts.get(name)! });
    simulation.advance(2000);
    simulation.result();
  } catch (error) {
    throw inWords(error, refusal);
  }
}
