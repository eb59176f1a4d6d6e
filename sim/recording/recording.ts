/**
 * A recording: watches a run, and makes the record that a page draws it from.
 *
 * It writes down what each request met, each piece of a prompt and each pause after a preemption;
 * the rest is a timeline's. Like every probe it changes nothing.
 */
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { blind, type Probe } from "../observe/probe.ts";
import { Timeline } from "../observe/timeline.ts";
import type { Scenario, Slo } from "../scenario/schema.ts";
import type { Simulation } from "../simulation.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { RequestRows } from "./request-rows.ts";
import type { GapColumns, RecordedEngine, RunRecord } from "./run-record.ts";
import { Table } from "./table.ts";
import { timelineOf } from "./timeline-of.ts";

/** What a run was made from. */
export interface Origin {
  scenario: Scenario;
  /** The scenario as it was written, where it was. */
  text?: string;
  /** Instead of the scenario's name. */
  name?: string;
}

export class Recording implements Probe {
  readonly #requests: RequestRows;
  readonly #timeline = new Timeline();
  readonly #pieces = new Table((rows) => ({
    request: new Int32Array(rows),
    engine: new Int32Array(rows),
    begin: new Float64Array(rows),
    end: new Float64Array(rows),
    tokens: new Int32Array(rows),
    again: new Uint8Array(rows),
  }));
  readonly #pauses = new Table((rows) => ({
    request: new Int32Array(rows),
    engine: new Int32Array(rows),
    from: new Float64Array(rows),
    until: new Float64Array(rows),
  }));
  /** Rows of the pauses that last, by request. */
  readonly #paused = new Map<number, number>();
  /** In pipelines, when the last piece of each request is done: the next one may overlap it. */
  readonly #pieceEnds = new Map<number, Seconds>();

  readonly tokensFollowed = blind.tokensFollowed;

  /** @param slo of requests whose class has none of its own */
  constructor(slo?: Slo) {
    this.#requests = new RequestRows(slo);
  }

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    this.#timeline.requestSubmitted(request, engine, now);
    this.#requests.enter(request, engine);
  }

  requestRefused(request: Request, engine: EngineView): void {
    this.#requests.refuse(request, engine);
  }

  stepScheduled(step: Step, engine: EngineView): void {
    this.#timeline.stepScheduled(step, engine);
    for (const request of step.admitted) this.#requests.letIn(request, step.scheduled);
    for (const { request, tokens } of step.pieces) {
      this.#addPiece(request, tokens, step, engine);
      if (request.preemptions > 0) this.#resume(request, step.scheduled);
    }
  }

  stepFinished(step: Step, engine: EngineView): void {
    this.#timeline.stepFinished(step, engine);
  }

  firstTokenArrived(request: Request): void {
    this.#requests.firstToken(request);
  }

  requestPreempted(request: Request, engine: EngineView, now: Seconds): void {
    this.#timeline.requestPreempted(request, engine, now);
    this.#requests.preempt(request);
    const row = this.#pauses.add();
    const { columns } = this.#pauses;
    columns.request[row] = request.id;
    columns.engine[row] = engine.index;
    columns.from[row] = now;
    columns.until[row] = Number.NaN;
    this.#paused.set(request.id, row);
  }

  requestFinished(request: Request, _engine: EngineView, ledger: Float64Array): void {
    this.#pieceEnds.delete(request.id);
    this.#requests.finish(request, ledger);
  }

  /** The record of `simulation` as far as it has come; nothing in it is shared with this. */
  record(simulation: Simulation, { scenario, text, name }: Origin): RunRecord {
    const { engines, end, placements } = simulation;
    return {
      name: name ?? scenario.name,
      text: text ?? null,
      scenario,
      summary: simulation.result().summary,
      engines: placements.map(
        ({ engine, pool, model, gpu, settings }): RecordedEngine => ({
          name: engine.name,
          pool,
          model,
          gpu,
          kvBlocks: engine.kvBlocks,
          blockSize: settings.block_size,
        }),
      ),
      classes: this.#requests.classes(scenario.workload.classes?.map(({ name }) => name) ?? []),
      requests: this.#requests.columns(),
      pieces: this.#pieces.copy(),
      pauses: this.#pauses.copy(),
      timeline: timelineOf(this.#timeline, engines, end),
      gaps: gapsOf(simulation),
    };
  }

  #addPiece({ id, preemptions }: Request, tokens: number, step: Step, engine: EngineView): void {
    const row = this.#pieces.add();
    const { columns } = this.#pieces;
    columns.request[row] = id;
    columns.engine[row] = engine.index;
    columns.begin[row] = step.begin;
    if (step.stages.length > 0) {
      // As in the ledger, the time of a piece begins when the one before it is done.
      columns.begin[row] = Math.max(step.begin, this.#pieceEnds.get(id) ?? 0);
      this.#pieceEnds.set(id, step.end);
    }
    columns.end[row] = step.end;
    columns.tokens[row] = tokens;
    columns.again[row] = preemptions > 0 ? 1 : 0;
  }

  #resume({ id }: Request, now: Seconds): void {
    const row = this.#paused.get(id);
    if (row === undefined) return;
    this.#pauses.columns.until[row] = now;
    this.#paused.delete(id);
  }
}

function gapsOf({ gaps }: Simulation): GapColumns {
  const filled = [...gaps.filled()];
  return {
    upTo: Float64Array.from(filled, ({ upTo }) => upTo),
    tokens: Float64Array.from(filled, ({ weight }) => weight),
  };
}
