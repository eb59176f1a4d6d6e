/**
 * A router: one verb over a read-only view. It names the engine that serves a request.
 */
import type { EngineView } from "../../engine/view.ts";
import type { Stream } from "../../kernel/random.ts";
import type { Request } from "../../workload/request.ts";

/** The cluster as a router sees it. */
export interface ClusterView {
  readonly engines: readonly EngineView[];
}

/** A request as a router sees it: what is known when it arrives, its output length not included. */
export type Arrival = Pick<Request, "id" | "arrival" | "prompt" | "priority" | "class" | "tenant">;

export interface Router {
  /** Index into `view.engines`. */
  route(request: Arrival, view: ClusterView): number;
}

/** What a router is built from: its own stream of random numbers. */
export interface RouterParts {
  random: Stream;
}

export type RouterBuilder = (parts: RouterParts) => Router;
