/**
 * The key of a job: equal for jobs that must come to the same outcome, and for no others.
 *
 * It is a hash over all that decides the outcome: the scenario as it is resolved, defaults and seed
 * included, the files that it names, what is wanted, and the version that does it. What merely
 * names or describes, and what other studies are asked of the same file, is left out.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { packed } from "../../kernel/packed.ts";
import type { Job } from "./job.ts";

export interface KeyTerms {
  /** Of Rooflight, as exact as whoever does jobs knows it. */
  version: string;
  /** SHA-256 of each file that scenarios name, by its name there. */
  files?: Readonly<Record<string, string>>;
}

/** 32 hex digits. */
export function jobKey({ scenario, ...wanted }: Job, { version, files = {} }: KeyTerms) {
  const { seed, workload, cluster, slo } = scenario;
  const decides = { seed, workload, cluster, slo };
  const all = packed({ version, files: ordered(files), decides, wanted }).value;
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(all)))).slice(0, 32);
}

const ordered = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
