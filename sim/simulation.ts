/**
 * A simulation: a scenario wired into a cluster, and run.
 *
 * Requests come from the source one by one, pass the front end, are routed to an engine, and end at
 * the client; the agenda holds the next arrival and the steps in flight, and little else.
 */
import { type BatchForm, frontendOf } from "./cluster/assemble.ts";
import { drawBlueprints } from "./cluster/blueprint.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { KeptBlueprints } from "./cluster/kept-blueprints.ts";
import { placementsOf } from "./cluster/placements.ts";
import { assemblePools, type Pool, poolOfRun } from "./cluster/pools.ts";
import { idleSettings, remarksOn } from "./cluster/remarks.ts";
import { createRouter } from "./cluster/router/create-router.ts";
import type { RouterBuilder } from "./cluster/router/router.ts";
import { profileUnder, type WhatIf } from "./cluster/what-if.ts";
import type { Cost } from "./cost/cost.ts";
import type { Frontend } from "./engine/engine-parts.ts";
import type { OrderBuilder } from "./engine/order/order.ts";
import type { EngineView } from "./engine/view.ts";
import { Agenda, PHASE } from "./kernel/agenda.ts";
import type { Histogram } from "./kernel/quantiles.ts";
import { createRandom, type Random } from "./kernel/random.ts";
import type { RunStatus } from "./observe/figures.ts";
import type { Placement } from "./observe/open-metrics/exposition.ts";
import { type Probe, tee } from "./observe/probe.ts";
import { Recorder } from "./observe/recorder.ts";
import type { RequestLog } from "./observe/request-log.ts";
import { summarize } from "./observe/summarize.ts";
import type { Summary } from "./observe/summary.ts";
import type { Scenario } from "./scenario/schema.ts";
import type { Seconds } from "./units.ts";
import { loadOf } from "./workload/load.ts";
import type { Request } from "./workload/request.ts";
import { createSource, type Files, noFiles, type Source } from "./workload/source.ts";
import { asWorkloadError } from "./workload/workload-error.ts";

export interface SimulationOptions {
  /** The text of a file that the scenario names (a trace, say). Throws where there is none. */
  files?: Files;
  /** Told what happens, beside the recorder of the summary. */
  probes?: readonly Probe[];
  /** A router of the caller's own, instead of the scenario's. */
  router?: RouterBuilder;
  /** An order of the caller's own in every engine, instead of the scenario's. */
  order?: OrderBuilder;
  /** A price list of the caller's own for all engines, instead of their machines'. */
  cost?: Cost;
  /** Changes the machines; a price list of the caller's own stays what it is. */
  whatIf?: WhatIf;
  /** Machines of earlier runs, for one on the same. */
  kept?: KeptBlueprints;
  /** Form of the running set; `each` is the plain loop that the sums are held against. */
  batch?: BatchForm;
}

/** What a run has come to. */
export interface Result {
  status: RunStatus;
  summary: Summary;
  /** 16 hex digits over all that happened to all requests: equal runs have equal digests. */
  digest: string;
  /** Engines that cannot go on, in words; empty unless the status is `livelock`. */
  stuck: string[];
}

export class Simulation {
  /** Every engine; of those with data-parallel ranks, every rank. */
  readonly engines: readonly EngineView[];
  readonly #scenario: Scenario;
  readonly #agenda = new Agenda();
  readonly #frontend: Frontend;
  readonly #source: Source;
  readonly #cluster: Cluster;
  readonly #pools: readonly Pool[];
  readonly #recorder: Recorder;
  /** Nothing after this instant happens: the end of arrivals of a workload that is cut. */
  #cutAt: Seconds = Number.POSITIVE_INFINITY;
  /** When the next request arrives, as far as is known. */
  #nextArrival: Seconds = Number.POSITIVE_INFINITY;
  #lastArrival: Seconds = 0;
  /** Arrivals on the agenda (a count) before which a sooner one was put; they come to nothing. */
  #overtaken = 0;
  /** Requests that reached an engine, and those that ended. */
  arrived = 0;
  ended = 0;

  /** Throws `ScenarioProblems` where the machine does not allow what the scenario asks. */
  constructor(scenario: Scenario, options: SimulationOptions = {}) {
    const random = createRandom(scenario.seed);
    this.#scenario = scenario;
    this.#frontend = frontendOf(profileUnder(options.whatIf ?? {}));
    this.#source = createSource(scenario.workload, random, options.files ?? noFiles);
    this.#recorder = new Recorder(scenario.slo, this.#source);
    this.#pools = this.#build(options, random);
    this.engines = this.#pools.flatMap((pool) => pool.engines);
    this.#cluster = new Cluster(
      this.#pools.flatMap((pool) => pool.groups),
      createRouter(scenario.cluster.router, random, options.router),
    );
    this.#pull();
  }

  get now(): Seconds {
    return this.#agenda.now;
  }

  /** How far it has come. A run that was cut lasted to the cut, though nothing happened then. */
  get end(): Seconds {
    const cut = this.#isOver() && this.#cutAt < Number.POSITIVE_INFINITY;
    return cut ? Math.max(this.now, this.#cutAt) : this.now;
  }

  // No getter: a private one is slow, and this is asked at every event.
  #isOver(): boolean {
    return this.#isExhausted() || this.#agenda.nextAt > this.#cutAt;
  }

  /** Each engine with the model that it serves and the GPU under it. */
  get placements(): readonly Placement[] {
    return this.#pools.flatMap(({ blueprint, engines }) => placementsOf(blueprint, engines));
  }

  /** What every request met so far, in the order of arrival. */
  get log(): RequestLog {
    return this.#recorder.log;
  }

  /** Gaps between tokens so far, in seconds. */
  get gaps(): Histogram {
    return this.#recorder.itl;
  }

  /** Requests in all, where the scenario says. */
  get expected(): number | undefined {
    return this.#scenario.workload.num_prompts;
  }

  /** Runs up to so many events. False when nothing is left. Throws a `WorkloadError`: see there. */
  advance(events: number): boolean {
    try {
      for (let left = events; left > 0; left--) {
        if (this.#isOver()) return false;
        this.#agenda.runNext();
      }
    } catch (error) {
      throw asWorkloadError(error);
    }
    return true;
  }

  /** Runs to the end. */
  run(): this {
    while (this.advance(1_000_000));
    return this;
  }

  /** What the run has come to, now; it may go on afterwards. */
  result(): Result {
    const stuck = this.#stuck();
    const status = stuck.length > 0 ? "livelock" : this.#isOver() ? "finished" : "partial";
    const digest = this.#recorder.digest.value;
    const pools = this.#pools.map(poolOfRun);
    const machines = this.#pools.flatMap(({ blueprint }) => remarksOn(blueprint));
    const idle = idleSettings(this.#scenario, this.#source.tenants);
    const remarks = [...this.#source.remarks, ...idle, ...new Set(machines)];
    const [load, now] = [loadOf(this.#scenario.workload), this.end];
    const summary = summarize(this.#recorder, { status, now, digest, pools, load, remarks });
    return { status, summary, digest, stuck };
  }

  #build(options: SimulationOptions, random: Random): Pool[] {
    const { probes = [], cost, whatIf, kept, batch = "sums", order } = options;
    const { cluster } = this.#scenario;
    const own = kept === undefined || whatIf !== undefined;
    return assemblePools(own ? drawBlueprints(cluster, whatIf) : kept.draw(cluster), {
      agenda: this.#agenda,
      frontend: this.#frontend,
      probe: tee([this.#recorder, ...probes]),
      ended: this.#requestEnded,
      slo: this.#scenario.slo,
      form: batch,
      cost,
      order,
      random,
    });
  }

  /** Whether nothing is left that could happen. */
  #isExhausted(): boolean {
    return this.#agenda.size === this.#overtaken;
  }

  /** Puts the next arrival on the agenda, if one is known and not there yet. */
  #pull(): void {
    const at = this.#source.nextAt;
    if (at === Number.POSITIVE_INFINITY) this.#closeArrivals();
    if (at >= this.#nextArrival) return;
    if (this.#nextArrival < Number.POSITIVE_INFINITY) this.#overtaken += 1;
    this.#nextArrival = at;
    this.#agenda.at(at + this.#frontend.in, PHASE.world, this.#arrive, at);
  }

  readonly #arrive = (at: Seconds): void => {
    if (at !== this.#nextArrival) {
      this.#overtaken -= 1;
      return;
    }
    this.#nextArrival = Number.POSITIVE_INFINITY;
    this.#lastArrival = at;
    this.arrived += 1;
    this.#cluster.submit(this.#source.next()!, this.now);
    this.#pull();
  };

  readonly #requestEnded = (request: Request, now: Seconds): void => {
    this.ended += 1;
    this.#source.ended(request, now);
    // Only a closed loop learns of a new request by the end of another.
    if (this.#source.closed) this.#pull();
  };

  /** A workload that is cut ends where its arrivals do. */
  #closeArrivals(): void {
    const { drain, duration, num_prompts } = this.#scenario.workload;
    if (drain !== "cut") return;
    if (duration !== undefined) this.#cutAt = duration;
    // While clients of a closed loop wait for answers, more may come.
    else if (!this.#source.closed || this.arrived === num_prompts) {
      this.#cutAt = this.#lastArrival + this.#frontend.in;
    }
  }

  /** Engines with requests left although nothing is going to happen. */
  #stuck(): string[] {
    if (!this.#isExhausted()) return [];
    return this.engines
      .filter((engine) => engine.outstanding > 0)
      .map(
        ({ name, waiting, running, kvBlocksHeld, kvBlocks }) =>
          `${name}: ${waiting} waiting, ${running} running, ` +
          `${kvBlocksHeld} of ${kvBlocks} KV blocks held`,
      );
  }
}
