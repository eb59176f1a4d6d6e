/**
 * One engine in the Trace Event Format: a process of its own, whose rows are the steps as its clock
 * has them, the GPU, and the host.
 *
 * A step's tile holds the time in which the GPU waits for the host too; GPU and host have what each
 * really does. Of a pipeline each stage is a row, with the bubbles in which it waits for another.
 */
import type { Seconds } from "../../units.ts";
import { fixed } from "../csv.ts";
import { BIN, type EngineEvents, LEVELS, PACE, ROWS } from "./engine-events.ts";
import { enterSteps } from "./step-text.ts";
import { microseconds, type Nanoseconds, nanoseconds, type Timetable } from "./timetable.ts";

/** A process never has the number of one of its rows: some readers mind. */
const FIRST_PROCESS = 1000;

/** The process of the engine at this place. */
export const processOf = (engine: number): number => FIRST_PROCESS + engine;

/** Names of the process and its rows, and their order. */
export function* engineNames({ engine, rowNames }: EngineEvents): Generator<string> {
  const pid = processOf(engine.index);
  const about = (name: string, args: string, tid = 0) =>
    `{"ph":"M","name":"${name}","pid":${pid},"tid":${tid},"args":{${args}}}`;
  yield about("process_name", `"name":${JSON.stringify(engine.name)}`);
  yield about("process_sort_index", `"sort_index":${engine.index}`);
  for (const [index, [name, tid]] of rowNames.entries()) {
    yield about("thread_name", `"name":"${name}"`, tid);
    yield about("thread_sort_index", `"sort_index":${index + 1}`, tid);
  }
}

/** Enters all events of an engine. */
export function enterEngine(table: Timetable, events: EngineEvents, from: Seconds): void {
  enterSteps(table, events, processOf(events.engine.index));
  enterLevels(table, events, nanoseconds(from));
  enterPace(table, events, nanoseconds(from));
  enterMoments(table, events);
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
