/**
 * The request table: a row a request, with its ledger, for `requests.csv`.
 *
 * A row is numbers, never an object. Requests that were refused or never finished have rows too,
 * with what is known of them.
 */
import { parts } from "../engine/ledger.ts";
import type { EngineView } from "../engine/view.ts";
import type { Slo } from "../scenario/schema.ts";
import type { FinishReason, Request } from "../workload/request.ts";
import { csv, fixed, milliseconds, text } from "./csv.ts";
import { hasPace, meets, objectivesOf, timePerOutputToken } from "./latency.ts";
import { blind, type Probe } from "./probe.ts";
import { Rows } from "./rows.ts";

const requestColumns = [
  "request_id",
  "class",
  "arrival_s",
  "prompt_tokens",
  "output_tokens",
  "cached_tokens",
  "engine",
  "ttft_ms",
  "tpot_ms",
  "mean_itl_ms",
  "max_itl_ms",
  "e2el_ms",
  "preemptions",
  "finish_reason",
  "slo_ok",
  ...parts.map((part) => `${part}_ms`),
  "priority",
  "tenant",
];

/** What a row holds before its ledger. NaN is what is not known. */
const FIELD = {
  /** Index into `reasons`. */
  reason: 0,
  engine: 1,
  arrival: 2,
  prompt: 3,
  output: 4,
  ttft: 5,
  tpot: 6,
  maxItl: 7,
  e2el: 8,
  preemptions: 9,
  good: 10,
  class: 11,
  priority: 12,
  /** Not known where it asks on nobody's behalf. */
  tenant: 13,
} as const;
const LEDGER = Object.keys(FIELD).length;
const WIDTH = LEDGER + parts.length;

const reasons: readonly FinishReason[] = [
  "unfinished",
  "stop",
  "length",
  "prompt_too_long",
  "kv_too_small",
];

export class RequestTable implements Probe {
  readonly #slo: Slo | undefined;
  /** By id. */
  readonly #rows = new Rows(WIDTH, Number.NaN);
  /** As cells, by index. */
  readonly #engineNames: string[] = [];
  readonly #classNames: string[] = [];
  readonly #tenantNames: string[] = [];

  readonly stepScheduled = blind.stepScheduled;
  readonly stepFinished = blind.stepFinished;
  readonly tokensFollowed = blind.tokensFollowed;

  constructor(slo?: Slo) {
    this.#slo = slo;
  }

  requestSubmitted(request: Request, engine: EngineView): void {
    this.#enter(request, engine);
  }

  requestRefused(request: Request, engine: EngineView): void {
    const row = this.#enter(request, engine);
    row[FIELD.reason] = reasons.indexOf(request.finishReason);
  }

  firstTokenArrived(request: Request): void {
    this.#row(request.id)[FIELD.ttft] = request.ttft;
  }

  requestPreempted(request: Request): void {
    this.#row(request.id)[FIELD.preemptions]! += 1;
  }

  requestFinished(request: Request, _engine: EngineView, ledger: Float64Array): void {
    const row = this.#row(request.id);
    row[FIELD.reason] = reasons.indexOf(request.finishReason);
    row[FIELD.e2el] = request.e2el;
    if (hasPace(request)) {
      row[FIELD.tpot] = timePerOutputToken(request);
      row[FIELD.maxItl] = request.maxItl;
    }
    const slo = objectivesOf(request, this.#slo);
    if (slo !== undefined) row[FIELD.good] = meets(slo, request) ? 1 : 0;
    row.set(ledger, LEDGER);
  }

  /** The text of `requests.csv`, in chunks. */
  csv(): Generator<string> {
    return csv(requestColumns, this.#lines());
  }

  /** A request is seen for the first time. */
  #enter(request: Request, engine: EngineView): Float64Array {
    this.#engineNames[engine.index] = text(engine.name);
    const row = this.#row(request.id);
    row[FIELD.reason] = reasons.indexOf("unfinished");
    row[FIELD.engine] = engine.index;
    row[FIELD.arrival] = request.arrival;
    row[FIELD.prompt] = request.prompt;
    row[FIELD.output] = request.output;
    row[FIELD.preemptions] = 0;
    if (objectivesOf(request, this.#slo) !== undefined) row[FIELD.good] = 0;
    row[FIELD.priority] = request.priority;
    row[FIELD.class] = request.class.index;
    this.#classNames[request.class.index] ??= text(request.class.name);
    if (request.tenant === undefined) return row;
    row[FIELD.tenant] = request.tenant.index;
    this.#tenantNames[request.tenant.index] ??= text(request.tenant.name);
    return row;
  }

  #row(id: number): Float64Array {
    while (id >= this.#rows.length) this.#rows.add();
    return this.#rows.at(id);
  }

  *#lines(): Generator<string> {
    for (let id = 0; id < this.#rows.length; id++) {
      const row = this.#rows.at(id);
      if (!Number.isNaN(row[FIELD.reason]!)) yield this.#line(id, row);
    }
  }

  #line(id: number, row: Float64Array): string {
    const pace = milliseconds(row[FIELD.tpot]!);
    const good = row[FIELD.good]!;
    const cells: (string | number)[] = [
      id,
      this.#classNames[row[FIELD.class]!]!,
      // One decimal more than a tick has, so that it comes back as the same instant from a trace.
      fixed(row[FIELD.arrival]!, 10),
      row[FIELD.prompt]!,
      row[FIELD.output]!,
      0,
      this.#engineNames[row[FIELD.engine]!]!,
      milliseconds(row[FIELD.ttft]!),
      pace,
      // Each step gives a request one token, so the mean gap is the time per output token.
      pace,
      milliseconds(row[FIELD.maxItl]!),
      milliseconds(row[FIELD.e2el]!),
      row[FIELD.preemptions]!,
      reasons[row[FIELD.reason]!]!,
      Number.isNaN(good) ? "" : good === 1,
    ].map(String);
    let line = cells.join(",");
    for (let part = LEDGER; part < WIDTH; part++) line += `,${milliseconds(row[part]!)}`;
    return `${line},${row[FIELD.priority]},${this.#tenantNames[row[FIELD.tenant]!] ?? ""}`;
  }
}
