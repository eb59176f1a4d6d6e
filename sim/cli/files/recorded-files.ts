/**
 * Recorded files: the traces and lengths that a scenario names, found and held against the SHA-256
 * that it states.
 */
import { resolve } from "node:path";
import {
  arrivalsIn,
  type Files,
  jointLengthsIn,
  type Path,
  type Problem,
  type Scenario,
} from "../../index.ts";
import { shortened } from "../../printable.ts";
import { Refusal } from "../exit.ts";
import { dataFolders, findData } from "./data.ts";
import { reason } from "./reason.ts";
import { readText } from "./text-file.ts";

export interface RecordedFile {
  /** As the scenario names it. */
  name: string;
  sha256: string;
  text: string;
}

/** What a scenario says of a file, and where it says it. */
interface Stated {
  path: Path;
  file: string;
  address?: string | undefined;
  licence?: string | undefined;
  sha256?: string | undefined;
}

type Refuse = (problem: Problem) => never;

/** Reads what scenarios of a folder name, so that simulations themselves touch no file. */
export class RecordedFiles {
  readonly #folder: string;
  /** Scenarios of one study mostly name the same. */
  readonly #known = new Map<string, Promise<RecordedFile>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All that a scenario names. */
  read(scenario: Scenario, refuse: Refuse): Promise<RecordedFile[]> {
    return Promise.all(
      statedFiles(scenario).map((stated) => {
        const { file, sha256 } = stated;
        const key = JSON.stringify([file, sha256]);
        const found = this.#known.get(key) ?? read(stated, this.#folder, refuse);
        this.#known.set(key, found);
        return found;
      }),
    );
  }
}

/** The texts of recorded files by their names, as a simulation asks for them. */
export function fileTexts(recorded: readonly RecordedFile[]): Files {
  const texts = new Map(recorded.map(({ name, text }) => [name, text]));
  return (name) => texts.get(name)!;
}

/** Names of the files that a scenario needs. */
export const namedFiles = (scenario: Scenario): string[] =>
  statedFiles(scenario).map(({ file }) => file);

function statedFiles({ workload }: Scenario): Stated[] {
  const traces = arrivalsIn(workload).flatMap(({ path, spec }) =>
    spec.process === "trace" ? [{ ...spec, path: [...path, "file"] }] : [],
  );
  const lengths = jointLengthsIn(workload).flatMap(({ path, spec }) =>
    spec.distribution === "empirical" ? [{ ...spec, path: [...path, "file"] }] : [],
  );
  return [...traces, ...lengths];
}

async function read(stated: Stated, folder: string, refuse: Refuse): Promise<RecordedFile> {
  const { path, file } = stated;
  const found = findData(file, [...dataFolders(), folder]);
  if (found === undefined) return refuse({ path, value: file, message: absent(stated, folder) });
  let bytes: Buffer;
  let text: string;
  try {
    ({ bytes, text } = readText(found, file));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse({ path, value: file, message: `cannot be read at ${found}: ${reason(error)}` });
  }
  // Loaded here: most scenarios name no file, and it takes a while.
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (stated.sha256 !== undefined && stated.sha256 !== sha256) {
    const message = `is another file at ${found}: its SHA-256 is ${sha256}, not ${stated.sha256}`;
    return refuse({ path, value: file, message });
  }
  return { name: file, sha256, text };
}

function absent({ file, address, licence }: Stated, folder: string): string {
  const places = [...dataFolders(), folder].map(
    (place) => `\n  ${shortened(resolve(place, file), 300)}`,
  );
  const origin =
    address === undefined
      ? "Put it in one of these places, or set ROOFLIGHT_DATA to the folder that holds it."
      : `It can be had from ${address} (licence ${licence}).`;
  return `was not found. Looked for:${places.join("")}\n${origin}`;
}
