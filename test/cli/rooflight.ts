/** Starts the built command line as a user would, in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const CLI = resolve("dist/cli.js");

/** A folder with these files in it, gone when the test is over. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "rooflight-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Started {
  process: ChildProcess;
  ended: Promise<Ended>;
}

export interface Ended {
  /** The exit code. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line in `folder` and waits for its end. */
export const rooflight = (folder: string, ...args: string[]): Promise<Ended> =>
  start(folder, args).ended;

export function start(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  cli = CLI,
): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk) => stdout.push(chunk));
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) =>
      done({ code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` }),
    );
  });
  return { process: child, ended };
}

/** A scenario that is over in a moment. */
export const small = `name: small
workload:
  arrivals: { process: poisson, request_rate: 20 }
  num_prompts: 300
  prompt_tokens: { distribution: normal, mean: 512, std: 128, min: 2, max: 1024 }
  output_tokens: { distribution: normal, mean: 128, std: 32, min: 2, max: 256 }
cluster:
  pools:
    - model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
slo: { ttft: 500 ms, tpot: 50 ms }
`;
