/** What an engine is put together from. */
import type { Cost } from "../cost/cost.ts";
import type { Agenda } from "../kernel/agenda.ts";
import type { Reach } from "../kernel/reach.ts";
import type { BlockNeed } from "../machine/kv-blocks.ts";
import type { Probe } from "../observe/probe.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Batching } from "./batching/batching.ts";
import type { KvCache } from "./kv-cache/kv-cache.ts";
import type { Wave } from "./wave.ts";

/** Time between a client and an engine's queue, and back, and to wake an engine. */
export interface Frontend {
  in: Seconds;
  out: Seconds;
  /** From an arrival at an engine that rests to its first schedule. */
  wake: Seconds;
}

export interface EngineParts {
  name: string;
  index: number;
  agenda: Agenda;
  cost: Cost;
  batching: Batching;
  cache: KvCache;
  frontend: Frontend;
  /** Where it shares experts with other ranks, and steps together with them. */
  wave?: Wave | undefined;
  /** Steps in flight at once: 1 when synchronous, 2 asynchronous; more in a pipeline. */
  depth: number;
  /** Groups of requests (a count) that take turns, as many as a pipeline has stages; else 1. */
  groups: number;
  maxModelLen: Tokens;
  /** How far its layers see that do not see all of a request. */
  reach: Reach | undefined;
  /** How many blocks of its cache tokens take. */
  blockNeed: BlockNeed | undefined;
  probe: Probe;
  /** Told when a request is complete at the client, or refused. */
  ended: (request: Request, now: Seconds) => void;
}
