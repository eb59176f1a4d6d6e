/**
 * The worker: simulates in a thread of its own. One message is one task, one reply its outcome.
 *
 * `new Worker(new URL(import.meta.resolve("rooflight/worker")))` starts it.
 */
import { parentPort } from "node:worker_threads";
import { type ScenarioInput, type Summary, simulate } from "../index.ts";

export interface Task {
  scenario: ScenarioInput;
  /** Texts of the files that the scenario names. */
  files?: Record<string, string>;
}

export type Outcome =
  | { summary: Summary; digest: string; error?: undefined }
  | { error: { name: string; message: string } };

export function perform({ scenario, files = {} }: Task): Outcome {
  try {
    const { summary, digest } = simulate(scenario, { files: (name) => textOf(files, name) });
    return { summary, digest };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

function textOf(files: Record<string, string>, name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`the task brings no file ${name}`);
  return text;
}

parentPort?.on("message", (task: Task) => parentPort?.postMessage(perform(task)));
