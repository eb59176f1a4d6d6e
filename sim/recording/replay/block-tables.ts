/** The block tables of one engine's requests, and the pile of free blocks. */
import { finalLength } from "../../engine/kv-cache/kv-cache.ts";
import type { EngineView } from "../../engine/view.ts";
import { invariant } from "../../kernel/invariant.ts";
import type { EngineSettings } from "../../scenario/schema.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";

interface BlockTable {
  blocks: number[];
  /** Tokens stored in them. */
  tokens: Tokens;
}

export class BlockTables {
  readonly #engine: EngineView;
  readonly #settings: EngineSettings;
  /** Groups of layers (a count) that each have a block for the same tokens. */
  readonly #groups: number;
  /** The top is the last. */
  readonly #free: number[];
  /** In the order in which requests were let in. */
  readonly #tables = new Map<Request, BlockTable>();

  constructor(engine: EngineView, settings: EngineSettings) {
    this.#engine = engine;
    this.#settings = settings;
    this.#groups = engine.kvGroups ?? 1;
    this.#free = Array.from({ length: engine.kvBlocks }, (_, at) => engine.kvBlocks - 1 - at);
  }

  /** Requests (a count) that hold blocks. */
  get count(): number {
    return this.#tables.size;
  }

  /** Blocks held. */
  get held(): number {
    let held = 0;
    for (const { blocks } of this.#tables.values()) held += blocks.length;
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
      table.tokens = this.#engine.computed(request);
      const needed = this.#covering(table.tokens) - table.blocks.length;
      while (needed > this.#free.length && leaving.length > 0) this.close(leaving.shift()!);
      for (let left = needed; left > 0; left--) table.blocks.push(this.#take());
    }
    for (const request of leaving) this.close(request);
  }

  /** A request was let in, unless it has its table already. */
  open(request: Request): void {
    if (this.#tables.has(request)) return;
    const tokens = this.#engine.computed(request);
    const region = this.#engine.kvRegion(request);
    const blocks =
      region === undefined
        ? Array.from({ length: this.#covering(this.#atFirst(request)) }, () => this.#take())
        : Array.from({ length: region.blocks }, (_, at) => region.from + at);
    this.#tables.set(request, { blocks, tokens });
  }

  /** A request gives all back. */
  close(request: Request): void {
    const table = this.#tables.get(request);
    if (table === undefined) return;
    this.#tables.delete(request);
    if (this.#settings.kv_layout === "paged") this.#free.push(...table.blocks);
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
    for (const [{ id }, { blocks, tokens }] of this.#tables) {
      for (const [place, block] of blocks.entries()) {
        owner[block] = id;
        const left = tokens - Math.floor(place / this.#groups) * blockSize;
        stored[block] = Math.min(Math.max(left, 0), blockSize);
      }
    }
    return { owner, stored };
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
    return this.#groups * Math.ceil(tokens / this.#settings.block_size);
  }
}
