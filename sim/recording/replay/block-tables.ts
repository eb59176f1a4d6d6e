/** The block tables of one engine's requests, and the pile of free blocks. */
import { finalLength } from "../../engine/kv-cache/kv-cache.ts";
import type { EngineView } from "../../engine/view.ts";
import { Fifo } from "../../kernel/fifo.ts";
import { invariant } from "../../kernel/invariant.ts";
import { unseen } from "../../kernel/reach.ts";
import type { BlockNeed } from "../../machine/kv-blocks.ts";
import type { EngineSettings } from "../../scenario/schema.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";

/** Blocks of a request in one group of layers. */
interface GroupTable {
  blocks: number[];
  /** Blocks (a count) before these: given back, being out of reach. */
  gone: number;
}

interface BlockTable {
  /** Those that give blocks back come first. */
  groups: GroupTable[];
  /** Tokens stored in them, and those of them whose steps have returned. */
  tokens: Tokens;
  settled: Tokens;
}

/** What a step in flight computes of a request. */
interface Computed {
  request: Request;
  table: BlockTable;
  tokens: Tokens;
}

export class BlockTables {
  readonly #engine: EngineView;
  readonly #settings: EngineSettings;
  /** The top is the last. */
  readonly #free: number[];
  /** In the order in which requests were let in. */
  readonly #tables = new Map<Request, BlockTable>();
  readonly #need: BlockNeed;
  /** What the step being scheduled computes, and those in flight. */
  #computing: Computed[] = [];
  readonly #inFlight = new Fifo<Computed[]>();

  constructor(engine: EngineView, settings: EngineSettings) {
    this.#engine = engine;
    this.#need = engine.blockNeed ?? { groups: 1 };
    this.#settings = settings;
    this.#free = Array.from({ length: engine.kvBlocks }, (_, at) => engine.kvBlocks - 1 - at);
  }

  /** Requests (a count) that hold blocks. */
  get count(): number {
    return this.#tables.size;
  }

  /** Blocks held. */
  get held(): number {
    let held = 0;
    for (const { groups } of this.#tables.values())
      for (const { blocks } of groups) held += blocks.length;
    return held;
  }

  /**
   * A step was scheduled: who runs takes the blocks that it needs, the oldest first. Those in
   * `preempted` gave theirs back one by one, whenever there were too few.
   */
  grow(preempted: readonly Request[]): void {
    const leaving = preempted.filter((request) => this.#tables.has(request));
    for (const [request, table] of this.#tables) {
      if (preempted.length > 0 && leaving.includes(request)) continue;
      this.#compute(request, table);
      const covering = this.#covering(table.tokens);
      const needed = table.groups.reduce(
        (sum, { blocks, gone }) => sum + covering - gone - blocks.length,
        0,
      );
      while (needed > this.#free.length && leaving.length > 0) this.close(leaving.shift()!);
      for (const { blocks, gone } of table.groups)
        while (blocks.length < covering - gone) blocks.push(this.#take());
    }
    for (const request of leaving) this.close(request);
  }

  /** A request was let in, unless it has its table already. */
  open(request: Request): void {
    if (this.#tables.has(request)) return;
    const region = this.#engine.kvRegion(request);
    const perGroup = this.#covering(this.#atFirst(request));
    const groups =
      region === undefined
        ? Array.from({ length: this.#need.groups }, () => this.#takeMany(perGroup))
        : [Array.from({ length: region.blocks }, (_, at) => region.from + at)];
    const table: BlockTable = {
      groups: groups.map((blocks) => ({ blocks, gone: 0 })),
      tokens: 0,
      settled: 0,
    };
    this.#compute(request, table);
    this.#tables.set(request, table);
  }

  /** All that the step being scheduled computes is told. */
  launch(): void {
    if (this.#need.recycling === undefined) return;
    this.#inFlight.push(this.#computing);
    this.#computing = [];
  }

  /** The oldest step in flight has returned: what it put out of reach goes back to the pile. */
  settle(): void {
    const { recycling } = this.#need;
    if (recycling === undefined) return;
    for (const { request, table, tokens } of this.#inFlight.shift()!) {
      if (this.#tables.get(request) !== table) continue;
      table.settled += tokens;
      const gone = unseen(recycling.reach, table.settled + 1) / this.#settings.block_size;
      for (const group of table.groups.slice(0, recycling.groups)) {
        const leaving = group.blocks.splice(0, Math.floor(gone) - group.gone);
        group.gone += leaving.length;
        this.#free.push(...leaving.reverse());
      }
    }
  }

  /** A request gives all back. */
  close(request: Request): void {
    const table = this.#tables.get(request);
    if (table === undefined) return;
    this.#tables.delete(request);
    if (this.#settings.kv_layout !== "paged") return;
    for (const { blocks } of table.groups) this.#free.push(...blocks);
  }

  /** Those that run no more give all back. */
  closeThoseGone(): void {
    const running = new Set(this.#engine.runningRequests());
    for (const request of this.#tables.keys()) if (!running.has(request)) this.close(request);
  }

  /** By block: who holds it, −1 where nobody does, and how many tokens are stored in it. */
  map(): { owner: Int32Array; stored: Int32Array } {
    const { block_size: blockSize } = this.#settings;
    const owner = new Int32Array(this.#engine.kvBlocks).fill(-1);
    const stored = new Int32Array(this.#engine.kvBlocks);
    for (const [{ id }, { groups, tokens }] of this.#tables)
      for (const { blocks, gone } of groups)
        for (const [place, block] of blocks.entries()) {
          owner[block] = id;
          const left = tokens - (gone + place) * blockSize;
          stored[block] = Math.min(Math.max(left, 0), blockSize);
        }
    return { owner, stored };
  }

  #compute(request: Request, table: BlockTable): void {
    const tokens = this.#engine.computed(request);
    const computed = tokens - table.tokens;
    table.tokens = tokens;
    if (computed > 0 && this.#need.recycling !== undefined)
      this.#computing.push({ request, table, tokens: computed });
  }

  #takeMany(count: number): number[] {
    return Array.from({ length: count }, () => this.#take());
  }

  #take(): number {
    const block = this.#free.pop();
    invariant(block !== undefined, () => `${this.#engine.name} has no block left`);
    return block;
  }

  /** A member of a static batch has room for all of its tokens from the start. */
  #atFirst(request: Request): Tokens {
    const ahead = this.#settings.batching === "static";
    return ahead ? finalLength(request) : this.#engine.computed(request);
  }

  #covering(tokens: Tokens): number {
    return Math.ceil(tokens / this.#settings.block_size);
  }
}
