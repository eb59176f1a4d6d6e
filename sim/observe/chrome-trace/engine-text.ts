/**
 * One engine in the Trace Event Format: a process of its own, whose rows are the steps as its clock
 * has them, the GPU, and the host.
 *
 * A step's tile holds the time in which the GPU waits for the host too; GPU and host have what each
 * really does. With several pipeline stages each would be a row more.
 */
import { causes } from "../../cost/cost.ts";
import type { Seconds } from "../../units.ts";
import { fixed } from "../csv.ts";
import { BIN, type EngineEvents, LEVELS, PACE, STEP } from "./engine-events.ts";
import { microseconds, type Nanoseconds, nanoseconds, type Timetable } from "./timetable.ts";

/** Rows of an engine. A process never has the number of one of its rows: some readers mind. */
const ROWS = { steps: 1, GPU: 2, host: 3 } as const;
const FIRST_PROCESS = 1000;

/** The process of the engine at this place. */
export const processOf = (engine: number): number => FIRST_PROCESS + engine;

/** Microseconds of a duration, as an argument. */
const inUs = (seconds: Seconds): string => fixed(seconds * 1e6, 3);

/** Names of the process and its rows, and their order. */
export function* engineNames({ engine }: EngineEvents): Generator<string> {
  const pid = processOf(engine.index);
  const about = (name: string, args: string, tid = 0) =>
    `{"ph":"M","name":"${name}","pid":${pid},"tid":${tid},"args":{${args}}}`;
  yield about("process_name", `"name":${JSON.stringify(engine.name)}`);
  yield about("process_sort_index", `"sort_index":${engine.index}`);
  for (const [name, tid] of Object.entries(ROWS)) {
    yield about("thread_name", `"name":"${name}"`, tid);
    yield about("thread_sort_index", `"sort_index":${tid}`, tid);
  }
}

/** Enters all events of an engine. */
export function enterEngine(table: Timetable, events: EngineEvents, from: Seconds): void {
  enterSteps(table, events);
  enterLevels(table, events, nanoseconds(from));
  enterPace(table, events, nanoseconds(from));
  enterMoments(table, events);
}

function enterSteps(table: Timetable, { engine, steps }: EngineEvents): void {
  const pid = processOf(engine.index);
  /** An event that lasts; its length is the difference of its printed ends. */
  const lasting =
    (tid: number, name: string, span: (row: Float64Array, index: number) => [Seconds, Seconds]) =>
    (index: number, at: Nanoseconds): string => {
      const row = steps.at(index);
      const [begin, end] = span(row, index);
      const length = microseconds(nanoseconds(end) - nanoseconds(begin));
      const place = `"pid":${pid},"tid":${tid},"ts":${microseconds(at)},"dur":${length}`;
      const what = `"cat":"step","name":"${name || kindOf(row)}"`;
      return `{"ph":"X",${what},${place},${argumentsOf(tid, row)}}`;
    };
  const tile = lasting(ROWS.steps, "", (row) => [row[STEP.begin]!, row[STEP.end]!]);
  const gpu = lasting(ROWS.GPU, "GPU", (row) => [gpuBegin(row), gpuBegin(row) + row[STEP.gpu]!]);
  // Workers beside the engine's process begin once they have launched the step before.
  const hostBegin = (row: Float64Array, index: number): Seconds =>
    index === 0
      ? row[STEP.scheduled]!
      : Math.max(row[STEP.scheduled]!, steps.at(index - 1)[STEP.launched]!);
  const prepare = lasting(ROWS.host, "prepare", (row, index) => [
    hostBegin(row, index),
    row[STEP.prepared]!,
  ]);
  const launch = lasting(ROWS.host, "launch", (row) => [row[STEP.prepared]!, row[STEP.launched]!]);
  for (let index = 0; index < steps.length; index++) {
    const row = steps.at(index);
    table.enter(nanoseconds(hostBegin(row, index)), prepare, index);
    if (row[STEP.launched]! > row[STEP.prepared]!)
      table.enter(nanoseconds(row[STEP.prepared]!), launch, index);
    table.enter(nanoseconds(row[STEP.begin]!), tile, index);
    table.enter(nanoseconds(gpuBegin(row)), gpu, index);
  }
}

const gpuBegin = (row: Float64Array): Seconds => Math.max(row[STEP.begin]!, row[STEP.prepared]!);

const kindOf = (row: Float64Array): string => {
  if (row[STEP.prefills] === 0) return "decode";
  return row[STEP.decodes] === 0 ? "prefill" : "mixed";
};

/** All is told on the tile; the other rows name its step. */
function argumentsOf(tid: number, row: Float64Array): string {
  let text = `"args":{"step":${row[STEP.index]}`;
  if (tid === ROWS.steps) {
    text +=
      `,"tokens":${row[STEP.tokens]},"decodes":${row[STEP.decodes]}` +
      `,"decode_context":${row[STEP.decodeContext]},"prefills":${row[STEP.prefills]}` +
      `,"prefill_tokens":${row[STEP.prefillTokens]},"prefill_context":${row[STEP.prefillContext]}` +
      `,"output_tokens":${row[STEP.outputTokens]},"padding_tokens":${row[STEP.padding]}`;
    for (const [index, cause] of causes.entries()) {
      const seconds = row[STEP.causes + index]!;
      if (seconds > 0) text += `,"${cause}_us":${inUs(seconds)}`;
    }
    const late = row[STEP.returned]! - row[STEP.end]!;
    if (late > 0) text += `,"output_taken_in_after_us":${inUs(late)}`;
  }
  return `${text}}`;
}

const counter = (pid: number, name: string, at: Nanoseconds, args: string): string =>
  `{"ph":"C","name":"${name}","pid":${pid},"tid":0,"ts":${microseconds(at)},"args":{${args}}}`;

function enterLevels(table: Timetable, events: EngineEvents, from: Nanoseconds): void {
  const { engine, levels } = events;
  const pid = processOf(engine.index);
  const requests = (index: number, at: Nanoseconds): string => {
    const row = levels.at(index);
    const args = `"running":${row[LEVELS.running]},"waiting":${row[LEVELS.waiting]}`;
    return counter(pid, "requests", at, args);
  };
  const blocks = (index: number, at: Nanoseconds): string => {
    const share = levels.at(index)[LEVELS.kvBlocks]! / engine.kvBlocks;
    return counter(pid, "KV blocks held (%)", at, `"share":${fixed(100 * share, 4)}`);
  };
  for (let index = 0; index < levels.length; index++) {
    const at = Math.max(from, nanoseconds(levels.at(index)[LEVELS.at]!));
    if (events.requestsChange(index)) table.enter(at, requests, index);
    if (events.blocksChange(index)) table.enter(at, blocks, index);
  }
}

function enterPace(table: Timetable, { engine, pace }: EngineEvents, from: Nanoseconds): void {
  const pid = processOf(engine.index);
  const told = (tokens: number, at: Nanoseconds): string =>
    counter(pid, "output tokens/s", at, `"tokens/s":${tokens / BIN}`);
  const some = (index: number, at: Nanoseconds): string => told(pace.at(index)[PACE.tokens]!, at);
  const none = (_: number, at: Nanoseconds): string => told(0, at);
  for (let index = 0; index < pace.length; index++) {
    const bin = pace.at(index)[PACE.bin]!;
    table.enter(Math.max(from, nanoseconds(bin * BIN)), some, index);
    const next = index + 1 < pace.length ? pace.at(index + 1)[PACE.bin] : undefined;
    if (next !== bin + 1) table.enter(nanoseconds((bin + 1) * BIN), none, index);
  }
}

function enterMoments(table: Timetable, { engine, moments }: EngineEvents): void {
  const pid = processOf(engine.index);
  const tell = (index: number, at: Nanoseconds): string => {
    const { name, request, reason } = moments[index]!;
    const args = `"request":${request}${reason === undefined ? "" : `,"reason":"${reason}"`}`;
    const place = `"pid":${pid},"tid":${ROWS.host},"ts":${microseconds(at)}`;
    return `{"ph":"i","s":"t","cat":"request","name":"${name}",${place},"args":{${args}}}`;
  };
  for (const [index, { at }] of moments.entries()) table.enter(nanoseconds(at), tell, index);
}
