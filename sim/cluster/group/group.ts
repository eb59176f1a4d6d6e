/**
 * A group: the data-parallel ranks behind one front end. Each is an engine, with a scheduler and a
 * cache of its own; a router sees them as one, with the sums of what they have.
 */
import type { Engine } from "../../engine/engine.ts";
import type { KvRegion, KvUse } from "../../engine/kv-cache/kv-cache.ts";
import type { EngineView } from "../../engine/view.ts";
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { FrontEnd } from "./front-end.ts";

export class Group implements EngineView {
  readonly name: string;
  readonly index: number;
  readonly ranks: readonly Engine[];
  readonly #frontEnd: FrontEnd;

  /** @param place its place among the groups of the cluster */
  constructor(name: string, place: number, { ranks, frontEnd }: GroupParts) {
    this.name = name;
    this.index = place;
    this.ranks = ranks;
    this.#frontEnd = frontEnd;
  }

  /** A request reaches the group `now`: the front end names its rank. */
  submit(request: Request, now: Seconds): void {
    const rank = this.ranks.length === 1 ? 0 : this.#frontEnd.choose(now);
    this.ranks[rank]!.submit(request);
  }

  get waiting(): number {
    return this.#sum((rank) => rank.waiting);
  }

  get running(): number {
    return this.#sum((rank) => rank.running);
  }

  get outstanding(): number {
    return this.#sum((rank) => rank.outstanding);
  }

  get kvBlocks(): number {
    return this.#sum((rank) => rank.kvBlocks);
  }

  get kvBlocksHeld(): number {
    return this.#sum((rank) => rank.kvBlocksHeld);
  }

  get stepsFinished(): number {
    return this.#sum((rank) => rank.stepsFinished);
  }

  get dummySteps(): number {
    return this.#sum((rank) => rank.dummySteps);
  }

  kvUse(): KvUse {
    const sum = { capacity: 0, used: 0, reserved: 0, internal: 0, external: 0, free: 0 };
    for (const rank of this.ranks) {
      const use = rank.kvUse();
      for (const kind of Object.keys(sum) as (keyof KvUse)[]) sum[kind] += use[kind];
    }
    return sum;
  }

  kvRegion(request: Request): KvRegion | undefined {
    return this.#rankOf(request)?.kvRegion(request);
  }

  get secondsByCause(): Readonly<Float64Array> {
    return sumOf(this.ranks.map((rank) => rank.secondsByCause));
  }

  secondsWaited(now: Seconds): Readonly<Float64Array> {
    return sumOf(this.ranks.map((rank) => rank.secondsWaited(now)));
  }

  /** Those of one rank after another. */
  *runningRequests(): Iterable<Request> {
    for (const rank of this.ranks) yield* rank.runningRequests();
  }

  computed(request: Request): Tokens {
    return this.#rankOf(request)?.computed(request) ?? 0;
  }

  /** The rank on which a request runs. */
  #rankOf(request: Request): Engine | undefined {
    return this.ranks.find((rank) => [...rank.runningRequests()].includes(request));
  }

  #sum(of: (rank: Engine) => number): number {
    let sum = 0;
    for (const rank of this.ranks) sum += of(rank);
    return sum;
  }
}

export interface GroupParts {
  ranks: readonly Engine[];
  frontEnd: FrontEnd;
}

/** Place by place. */
function sumOf(vectors: readonly Readonly<Float64Array>[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let place = 0; place < sum.length; place++) sum[place]! += vector[place]!;
  }
  return sum;
}
