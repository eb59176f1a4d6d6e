/**
 * From a workload to its lanes: the common arrivals, shared by classes or by nobody in particular,
 * and one more lane for each class with arrivals of its own.
 *
 * Every class draws from streams that bear its name. So a class that is added, or turned up, leaves
 * the arrivals and the lengths of all others alone, and the k-th request of a class is the same
 * whatever share it has.
 */
import type { Random } from "../kernel/random.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { type ClassDraws, Lane, type LaneParts } from "./lane.ts";
import type { Recordings } from "./recordings.ts";
import { createReplay, type Replay } from "./replay.ts";
import { DEFAULT_CLASS, type RequestClass, type Tenant } from "./request-class.ts";
import { type Enrolled, enrol, nameOf, Tenants } from "./roster.ts";
import { createSizes, type SizesSpec, sizesOf } from "./sizes.ts";
import type { ArrivalsSpec, WorkloadSpec } from "./spec.ts";
import type { Trace } from "./trace.ts";
import { createWeighted } from "./weighted.ts";

export interface Lanes {
  lanes: readonly Lane[];
  /** Empty where nobody speaks of classes. */
  classes: readonly RequestClass[];
  tenants: readonly Tenant[];
  /** Requests that traces bring, where nothing ends them sooner. */
  recorded: number;
}

/** A trace as it is played: what its rows say is read off the row that has just arrived. */
interface Played {
  trace: Trace;
  replay: Replay;
}

/** Arrivals, with the trace that they are of if they are. */
interface Arriving {
  arrivals: Arrivals;
  played?: Played;
}

export const createLanes = (spec: WorkloadSpec, random: Random, recordings: Recordings): Lanes =>
  new Builder(spec, random, recordings).build();

class Builder {
  readonly #spec: WorkloadSpec;
  readonly #random: Random;
  readonly #recordings: Recordings;
  readonly #tenants = new Tenants();
  #recorded = 0;

  constructor(spec: WorkloadSpec, random: Random, recordings: Recordings) {
    this.#spec = spec;
    this.#random = random;
    this.#recordings = recordings;
  }

  build(): Lanes {
    const { arrivals } = this.#spec;
    const common = arrivals && this.#arrivals(arrivals, this.#random, this.#spec);
    const roster = enrol(this.#spec, common?.played?.trace);
    for (const { spec } of roster) if (spec?.tenant) this.#tenants.named(spec.tenant);
    const shared = common ? [this.#common(common, roster)] : [];
    const own = roster.flatMap((entry) => this.#own(entry));
    const classes = roster.map((entry) => entry.class);
    return {
      lanes: [...shared, ...own],
      classes,
      tenants: this.#tenants.all,
      recorded: this.#recorded,
    };
  }

  #arrivals(spec: ArrivalsSpec, random: Random, sizes: SizesSpec): Arriving {
    if (spec.process !== "trace")
      return { arrivals: createArrivals(spec, random.stream("arrivals")) };
    const trace = this.#recordings.trace(spec, sizes);
    this.#recorded += trace.arrival.length * spec.repeat;
    const replay = createReplay(trace, spec);
    return { arrivals: replay, played: { trace, replay } };
  }

  /** The lane of the workload's own arrivals. */
  #common(arriving: Arriving, roster: readonly Enrolled[]): Lane {
    const { played } = arriving;
    const sharers = roster.filter(({ spec }) => spec?.arrivals === undefined);
    const draws = sharers.map((entry) => this.#draws(entry, played));
    const nextClass =
      roster.length === 0
        ? always(this.#draws(undefined, played))
        : sharers.some(({ spec }) => spec?.share !== undefined)
          ? this.#byShare(sharers, draws)
          : byRow(draws, played!);
    return this.#lane(["workload", "arrivals"], arriving, nextClass);
  }

  /** The lane of a class with arrivals of its own, if it has any. */
  #own(entry: Enrolled): Lane[] {
    const spec = entry.spec?.arrivals;
    if (spec === undefined) return [];
    const sizes = sizesOf(entry.spec, this.#spec);
    const arriving = this.#arrivals(spec, this.#streamsOf(entry), sizes);
    const { played } = arriving;
    if (played?.trace.class && spec.process === "trace") {
      const remark = `has a column class, which is not used: all is of ${entry.class.name}`;
      this.#recordings.remark(spec.file, remark);
    }
    const nextClass = always(this.#draws(entry, played));
    return [this.#lane([...entry.path, "arrivals"], arriving, nextClass)];
  }

  #lane(
    path: LaneParts["path"],
    { arrivals, played }: Arriving,
    nextClass: () => ClassDraws,
  ): Lane {
    const { duration } = this.#spec;
    return new Lane({ path, arrivals, recorded: played !== undefined, nextClass, duration });
  }

  /** One uniform draw an arrival: splitting the last class leaves those before it alone. */
  #byShare(sharers: readonly Enrolled[], draws: readonly ClassDraws[]): () => ClassDraws {
    const choice = createWeighted(sharers.map(({ spec }) => spec!.share!));
    const choices = this.#random.stream("classes");
    return () => draws[choice.draw(choices)]!;
  }

  /** What the requests of a class are like, or all of them where there are none. */
  #draws(entry: Enrolled | undefined, played: Played | undefined): ClassDraws {
    const { priority, tenant } = entry?.spec ?? {};
    const recorded = played && {
      prompt: () => played.trace.prompt[played.replay.row]!,
      output: () => played.trace.output[played.replay.row]!,
    };
    const random = entry === undefined ? this.#random : this.#streamsOf(entry);
    const recordings = this.#recordings;
    const sizes = sizesOf(entry?.spec, this.#spec);
    return {
      class: entry?.class ?? DEFAULT_CLASS,
      nextSize: createSizes(sizes, { random, recordings, recorded }),
      nextPriority:
        priority === undefined && played
          ? () => played.trace.priority[played.replay.row]!
          : always(priority ?? 0),
      nextTenant:
        tenant === undefined ? this.#tenantOfRow(played) : always(this.#tenants.named(tenant)),
    };
  }

  #tenantOfRow(played: Played | undefined): () => Tenant | undefined {
    const column = played?.trace.tenant;
    if (played === undefined || column === undefined) return always(undefined);
    const tenants = column.names.map((name) => this.#tenants.named(name));
    return () => tenants[column.index[played.replay.row]!];
  }

  #streamsOf(entry: Enrolled): Random {
    return { stream: (name) => this.#random.stream(`classes/${entry.class.name}/${name}`) };
  }
}

const always =
  <T>(value: T) =>
  (): T =>
    value;

/** The class that the row names. */
function byRow(draws: readonly ClassDraws[], { trace, replay }: Played): () => ClassDraws {
  const byName = new Map(draws.map((each) => [each.class.name, each]));
  return () => byName.get(nameOf(trace.class!, replay.row))!;
}
