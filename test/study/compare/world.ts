/** Contenders on a single server, of which theory or common sense knows who is better. */
import { type Comparison, type Contender, compareContenders } from "../../../sim/index.ts";
import type { Executor } from "../../../sim/study/jobs/job.ts";
import { executeHere } from "../../../sim/study/jobs/perform.ts";
import { singleServer, stepCost } from "../../law/single-server.ts";

type Server = Omit<Parameters<typeof singleServer>[0], "load" | "requests">;

/** A server at half of its load unless something else is said. */
export const server = (
  name: string,
  asked: Partial<Parameters<typeof singleServer>[0]> & Server = {},
): Contender => ({ name, scenario: singleServer({ load: 0.5, requests: 400, ...asked }) });

export const here: Executor = executeHere({ cost: stepCost });

export const compared = (
  contenders: readonly Contender[],
  options: Partial<Parameters<typeof compareContenders>[1]> = {},
): Promise<Comparison> => compareContenders(contenders, { executor: here, ...options });
