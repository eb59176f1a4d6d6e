/**
 * What a trace keeps of one engine: its steps, its levels as they change, its pace, and the moments
 * at which a request was preempted or refused. Each method returns how many events it made.
 */
import { causes } from "../../cost/cost.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { Fifo } from "../../kernel/fifo.ts";
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { Rows } from "../rows.ts";
import { StageEvents } from "./stage-events.ts";

/** Columns of a step's row; seconds by cause follow, in the order of `causes`. */
export const STEP = {
  index: 0,
  scheduled: 1,
  prepared: 2,
  launched: 3,
  begin: 4,
  end: 5,
  returned: 6,
  /** Seconds in which its GPU works. */
  gpu: 7,
  tokens: 8,
  decodes: 9,
  decodeContext: 10,
  prefills: 11,
  prefillTokens: 12,
  prefillContext: 13,
  outputTokens: 14,
  padding: 15,
  causes: 16,
} as const;

/** Columns of a row of levels, which hold from `at` on. */
export const LEVELS = { at: 0, running: 1, waiting: 2, kvBlocks: 3 } as const;

/** Columns of a row of the pace: output tokens that came in bin number `bin`. */
export const PACE = { bin: 0, tokens: 1 } as const;

/** Rows of an engine of one stage, and the number of each. */
export const ROWS = { steps: 1, GPU: 2, host: 3 } as const;
/** With more of them each is a row, in place of the steps and the GPU. */
export const FIRST_STAGE = 10;

/** The pace is told for each eighth of a second: exact on the grid, and finer than the eye. */
export const BIN: Seconds = 1 / 8;

/** Something that happened to a request at an instant. */
export interface Moment {
  name: "preempted" | "refused";
  at: Seconds;
  request: number;
  /** Why it was refused. */
  reason: string | undefined;
}

export class EngineEvents {
  readonly engine: EngineView;
  readonly steps = new Rows(STEP.causes + causes.length);
  readonly levels = new Rows(4);
  readonly pace = new Rows(2);
  readonly moments: Moment[] = [];
  readonly stages: StageEvents;
  /** Scheduled and not returned. */
  readonly inFlight = new Fifo<Step>();

  readonly #from: Seconds;

  /** @param from begin of the window. */
  constructor(engine: EngineView, from: Seconds) {
    this.engine = engine;
    this.stages = new StageEvents(from);
    this.#from = from;
  }

  /** Its rows, from above, by name and number. */
  get rowNames(): (readonly [name: string, tid: number])[] {
    const { count } = this.stages;
    if (count === 0) return Object.entries(ROWS);
    const stages = Array.from({ length: count }, (_, stage) => {
      return [`stage ${stage + 1}`, FIRST_STAGE + stage] as const;
    });
    return [...stages, ["host", ROWS.host]];
  }

  /**
   * A step that has returned: its tile, the GPU's part, and what the host did for it. Of an engine
   * with stages its tile in each of them, and why they waited for it.
   *
   * @param told whether it is within the window
   */
  addStep(step: Step, told: boolean): number {
    const inStages = this.stages.add(step, told);
    if (!told) return 0;
    this.#keep(step);
    const launches = step.launched > step.prepared;
    const onGpu = this.stages.count === 0 ? 2 : inStages;
    return 1 + Number(launches) + onGpu + this.#addPace(step.outputTokens, step.returned);
  }

  #keep(step: Step): void {
    const { shape, byCause } = step;
    const row = this.steps.add();
    let gpu = 0;
    for (let cause = 0; cause < byCause.length; cause++) {
      row[STEP.causes + cause] = byCause[cause]!;
      if (causes[cause] !== "host" && causes[cause] !== "idle") gpu += byCause[cause]!;
    }
    row[STEP.index] = step.index;
    row[STEP.scheduled] = step.scheduled;
    row[STEP.prepared] = step.prepared;
    row[STEP.launched] = step.launched;
    row[STEP.begin] = step.begin;
    row[STEP.end] = step.end;
    row[STEP.returned] = step.returned;
    row[STEP.gpu] = gpu;
    row[STEP.tokens] = shape.tokens;
    row[STEP.decodes] = shape.decodes;
    row[STEP.decodeContext] = shape.decodeContext;
    row[STEP.prefills] = shape.prefills;
    row[STEP.prefillTokens] = shape.prefillTokens;
    row[STEP.prefillContext] = shape.prefillContext;
    row[STEP.outputTokens] = step.outputTokens;
    row[STEP.padding] = step.padding;
  }

  #addPace(tokens: Tokens, at: Seconds): number {
    if (tokens === 0) return 0;
    const bin = Math.floor(at / BIN);
    const last = this.pace.length > 0 ? this.pace.at(this.pace.length - 1) : undefined;
    if (last?.[PACE.bin] === bin) {
      last[PACE.tokens]! += tokens;
      return 0;
    }
    const row = this.pace.add();
    row[PACE.bin] = bin;
    row[PACE.tokens] = tokens;
    // The pace, and that it is nothing after it, which is not told where more comes at once.
    return last?.[PACE.bin] === bin - 1 ? 1 : 2;
  }

  /**
   * What holds from `now` on. Of what changes at one instant, or before the window, the last word
   * counts.
   */
  readLevels(now: Seconds): number {
    const { running, waiting, kvBlocksHeld } = this.engine;
    let row = this.levels.length > 0 ? this.levels.at(this.levels.length - 1) : undefined;
    const same =
      row !== undefined &&
      row[LEVELS.running] === running &&
      row[LEVELS.waiting] === waiting &&
      row[LEVELS.kvBlocks] === kvBlocksHeld;
    if (same) return 0;
    const again = row !== undefined && (row[LEVELS.at] === now || now <= this.#from);
    const counted = again ? this.changes(this.levels.length - 1) : 0;
    if (row === undefined || !again) row = this.levels.add();
    row[LEVELS.at] = now;
    row[LEVELS.running] = running;
    row[LEVELS.waiting] = waiting;
    row[LEVELS.kvBlocks] = kvBlocksHeld;
    return this.changes(this.levels.length - 1) - counted;
  }

  /** How many of the two, requests and blocks, are others in this row than in the one before it. */
  changes(index: number): number {
    return Number(this.requestsChange(index)) + Number(this.blocksChange(index));
  }

  requestsChange(index: number): boolean {
    return this.#changes(index, LEVELS.running) || this.#changes(index, LEVELS.waiting);
  }

  blocksChange(index: number): boolean {
    return this.#changes(index, LEVELS.kvBlocks);
  }

  #changes(index: number, level: number): boolean {
    return index === 0 || this.levels.at(index)[level] !== this.levels.at(index - 1)[level];
  }

  addMoment(name: Moment["name"], { id, finishReason }: Request, at: Seconds): number {
    const reason = name === "refused" ? finishReason : undefined;
    this.moments.push({ name, at, request: id, reason });
    return 1;
  }
}
