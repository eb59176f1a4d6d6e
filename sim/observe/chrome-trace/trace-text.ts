/**
 * The text of a trace: JSON in the Trace Event Format (Google, "Trace Event Format", the JSON
 * Object Format), sorted by time, in pieces.
 *
 * Requests are nestable asynchronous events (`b`, `e`), one id a request, below the engine that
 * serves them: the whole first, then its phases.
 */
import { parts } from "../../engine/ledger.ts";
import type { Seconds } from "../../units.ts";
import { milliseconds } from "../csv.ts";
import type { EngineEvents } from "./engine-events.ts";
import { engineNames, enterEngine, processOf } from "./engine-text.ts";
import type { Finished, RequestSpans, Span } from "./request-spans.ts";
import { microseconds, type Nanoseconds, nanoseconds, Timetable } from "./timetable.ts";

export interface Traced {
  engines: readonly EngineEvents[];
  spans: RequestSpans;
  /** The window, … */
  from: Seconds;
  to: Seconds;
  /** … and how far the run has come. */
  now: Seconds;
  about: Readonly<Record<string, unknown>>;
}

export function* traceText(traced: Traced): Generator<string> {
  const { engines, spans, from, now, about } = traced;
  const table = new Timetable();
  const until = Math.min(traced.to, now);
  if (now >= from) {
    for (const events of engines) enterEngine(table, events, from);
    for (const span of spans.closed) enterSpan(table, span, from, Number.POSITIVE_INFINITY);
    for (const span of spans.open) enterSpan(table, span, from, until);
  }
  const otherData = { ...about, from_s: from, to_s: until };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)},"traceEvents":[\n`;
  let between = "";
  for (const events of engines) {
    for (const text of engineNames(events)) {
      yield between + text;
      between = ",\n";
    }
  }
  for (const text of table.texts()) yield between + text;
  yield "\n]}\n";
}

/** A request and its phases, cut where the window begins; one that is open, where it ends too. */
function enterSpan(table: Timetable, span: Span, from: Seconds, until: Seconds): void {
  const within = (seconds: Seconds): Nanoseconds =>
    nanoseconds(Math.min(Math.max(seconds, from), until));
  const pid = processOf(span.engine);
  const common = `"cat":"request","id2":{"local":"${span.id}"},"pid":${pid},"tid":0`;
  const edge = (ph: "b" | "e", name: string, args: string) => (_: number, at: Nanoseconds) =>
    `{"ph":"${ph}","name":"${name}",${common},"ts":${microseconds(at)}${args}}`;
  table.enter(within(span.arrival), edge("b", "request", `,"args":{${asked(span)}}`), 0);
  for (const { name, begin, end } of span.phases) {
    table.enter(within(begin), edge("b", name, ""), 0);
    table.enter(within(end), edge("e", name, ""), 0);
  }
  const args = span.finished === undefined ? '"cut":true' : became(span.finished);
  table.enter(within(span.end), edge("e", "request", `,"args":{${args}}`), 0);
}

const asked = ({ id, prompt, output, arrival }: Span): string =>
  `"request":${id},"prompt_tokens":${prompt},"output_tokens":${output},"arrival_ms":${
    // The event itself may be cut at the begin of the window.
    milliseconds(arrival)
  }`;

/** Its latencies and its ledger: the parts of its latency that are not zero. */
function became({ ttft, e2el, preemptions, reason, ledger }: Finished): string {
  let text =
    `"ttft_ms":${milliseconds(ttft)},"e2el_ms":${milliseconds(e2el)}` +
    `,"preemptions":${preemptions},"finish_reason":"${reason}"`;
  for (const [index, part] of parts.entries()) {
    if (ledger[index]! > 0) text += `,"${part}_ms":${milliseconds(ledger[index]!)}`;
  }
  return text;
}
