/**
 * Whose each block is: the KV memory of one engine as a map, at one instant.
 *
 * The simulator counts blocks and keeps no map. A replay hands out the blocks that it counts: the
 * free ones lie on a pile, as in vLLM without prefix caching, where whoever grows takes the top and
 * whoever leaves puts its blocks back, the last one topmost. A contiguous cache has regions, and
 * says where.
 *
 * Source: vllm/v1/core/block_pool.py (`get_new_blocks`, `free_blocks`) of 0.26.0: blocks without a
 * hash go to the head of the free queue.
 */
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { blind } from "../../observe/probe.ts";
import type { EngineSettings, Scenario } from "../../scenario/schema.ts";
import type { Simulation } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { BlockTables } from "./block-tables.ts";
import type { BlockMap } from "./details.ts";
import { engineAt } from "./engine-at.ts";
import { Replay, type ReplayOptions, type Watcher } from "./replay.ts";

export interface Instant {
  engine: number;
  at: Seconds;
}

/** Replays a run up to an instant, for the map of one engine's blocks. */
export class BlockReplay extends Replay<BlockMap> {
  constructor(scenario: Scenario, instant: Instant, options: ReplayOptions = {}) {
    super(scenario, new BlockWatcher(instant), options);
  }
}

export class BlockWatcher implements Watcher<BlockMap> {
  over = false;
  readonly #instant: Instant;
  #settings!: EngineSettings;
  #tables!: BlockTables;
  /** Requests that lost their cache when no step came of it; their blocks are free. */
  readonly #leaving = new Set<Request>();
  #waiting = 0;

  readonly tokensFollowed = blind.tokensFollowed;
  readonly firstTokenArrived = blind.firstTokenArrived;
  readonly requestFinished = blind.requestFinished;

  constructor(instant: Instant) {
    this.#instant = instant;
  }

  begin({ engines, placements }: Simulation): void {
    const engine = engineAt(engines, this.#instant.engine);
    this.#settings = placements[engine.index]!.settings;
    this.#tables = new BlockTables(engine, this.#settings);
  }

  requestSubmitted(_request: Request, engine: EngineView, now: Seconds): void {
    if (this.#concerns(engine, now)) this.#waiting = engine.waiting;
  }

  requestRefused(_request: Request, engine: EngineView, now: Seconds): void {
    this.#concerns(engine, now);
  }

  requestPreempted(request: Request, engine: EngineView, now: Seconds): void {
    if (!this.#concerns(engine, now)) return;
    this.#leaving.add(request);
    this.#waiting = engine.waiting;
  }

  stepScheduled(step: Step, engine: EngineView): void {
    if (!this.#concerns(engine, step.scheduled)) return;
    for (const request of step.preempted) this.#leaving.delete(request);
    this.#sweep();
    this.#tables.grow(step.preempted);
    for (const { request } of step.pieces) this.#tables.open(request);
    this.#tables.launch();
    this.#waiting = engine.waiting;
  }

  stepFinished(step: Step, engine: EngineView): void {
    if (!this.#concerns(engine, step.returned)) return;
    this.#tables.settle();
    if (step.finishing.length > 0) this.#tables.closeThoseGone();
    this.#waiting = engine.waiting;
  }

  answer(): BlockMap {
    this.#sweep();
    return {
      ...this.#instant,
      layout: this.#settings.kv_layout,
      blockSize: this.#settings.block_size,
      ...this.#tables.map(),
      running: this.#tables.count,
      waiting: this.#waiting,
    };
  }

  /** Whether what happens to `engine` `now` is to be seen. */
  #concerns(engine: EngineView, now: Seconds): boolean {
    if (now > this.#instant.at) this.over = true;
    return !this.over && engine.index === this.#instant.engine;
  }

  #sweep(): void {
    for (const request of this.#leaving) this.#tables.close(request);
    this.#leaving.clear();
  }
}
