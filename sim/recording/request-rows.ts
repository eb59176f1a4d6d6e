/** The requests of a run as they are recorded: a row each, filled in as it becomes known. */
import { parts } from "../engine/ledger.ts";
import type { EngineView } from "../engine/view.ts";
import { hasPace, meets, objectivesOf, timePerOutputToken } from "../observe/latency.ts";
import type { Slo } from "../scenario/schema.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { finishReasons, GOOD, type RequestColumns } from "./run-record.ts";
import { Table } from "./table.ts";

/** Columns of zeros. */
export const requestColumns = (rows: number) => ({
  arrival: new Float64Array(rows),
  admitted: new Float64Array(rows),
  ttft: new Float64Array(rows),
  tpot: new Float64Array(rows),
  maxItl: new Float64Array(rows),
  e2el: new Float64Array(rows),
  prompt: new Int32Array(rows),
  output: new Int32Array(rows),
  preemptions: new Int32Array(rows),
  engine: new Int32Array(rows),
  class: new Int32Array(rows),
  reason: new Uint8Array(rows),
  good: new Uint8Array(rows),
  ledger: new Float64Array(parts.length * rows),
});

export class RequestRows {
  readonly #slo: Slo | undefined;
  readonly #table = new Table(requestColumns);
  readonly #classNames: string[] = [];

  constructor(slo: Slo | undefined) {
    this.#slo = slo;
  }

  /** A request is seen for the first time. Requests are numbered as they arrive. */
  enter(request: Request, engine: EngineView): void {
    while (this.#table.count <= request.id) this.#table.add();
    const { id } = request;
    const { columns } = this.#table;
    columns.arrival[id] = request.arrival;
    columns.admitted[id] = Number.NaN;
    columns.ttft[id] = Number.NaN;
    columns.tpot[id] = Number.NaN;
    columns.maxItl[id] = Number.NaN;
    columns.e2el[id] = Number.NaN;
    columns.prompt[id] = request.prompt;
    columns.output[id] = request.output;
    columns.engine[id] = engine.index;
    columns.class[id] = request.class.index;
    this.#classNames[request.class.index] ??= request.class.name;
    columns.reason[id] = finishReasons.indexOf("unfinished");
    columns.good[id] = objectivesOf(request, this.#slo) === undefined ? GOOD.unasked : GOOD.no;
  }

  /** It was seen for the first time, and turned away. */
  refuse(request: Request, engine: EngineView): void {
    this.enter(request, engine);
    this.#table.columns.reason[request.id] = finishReasons.indexOf(request.finishReason);
  }

  letIn({ id }: Request, now: Seconds): void {
    this.#table.columns.admitted[id] = now;
  }

  preempt({ id }: Request): void {
    this.#table.columns.preemptions[id]! += 1;
  }

  firstToken({ id, ttft }: Request): void {
    this.#table.columns.ttft[id] = ttft;
  }

  finish(request: Request, ledger: Float64Array): void {
    const { id } = request;
    const { columns } = this.#table;
    columns.e2el[id] = request.e2el;
    if (hasPace(request)) {
      columns.tpot[id] = timePerOutputToken(request);
      columns.maxItl[id] = request.maxItl;
    }
    columns.reason[id] = finishReasons.indexOf(request.finishReason);
    const slo = objectivesOf(request, this.#slo);
    if (slo !== undefined) columns.good[id] = meets(slo, request) ? GOOD.yes : GOOD.no;
    columns.ledger.set(ledger, id * parts.length);
  }

  /** A copy of what is known so far. */
  columns(): RequestColumns {
    return this.#table.copy();
  }

  /** Names by index, where requests had them; `named` says what the others are called. */
  classes(named: readonly string[]): string[] {
    const count = Math.max(named.length, this.#classNames.length);
    return Array.from({ length: count }, (_, at) => this.#classNames[at] ?? named[at] ?? "");
  }
}
