/** Reads a trace as its format says, and refuses what a reader might take amiss. */
export interface TraceEvent {
  ph: string;
  name: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  cat?: string;
  id2?: { local: string };
  args?: Record<string, unknown>;
}

export interface Span {
  name: string;
  begin: TraceEvent;
  end: TraceEvent;
}

export const named = (events: readonly TraceEvent[], name: string): TraceEvent[] =>
  events.filter((event) => event.name === name);

/** Times ascend; what lasts in one row does not overlap; what begins ends, in nested order. */
export function checkTrace(events: readonly TraceEvent[]): void {
  let now = 0;
  const rows = new Map<string, number>();
  for (const event of events) {
    const { ph, ts, dur, pid, tid } = event;
    const refuse = (why: string): never => {
      throw new Error(`${why}: ${JSON.stringify(event)}`);
    };
    if (!["X", "C", "b", "e", "i"].includes(ph)) refuse("of no known kind");
    if (!(ts! >= now)) refuse(`after ${now} µs`);
    now = ts!;
    if (ph !== "X") continue;
    const row = `${pid} ${tid}`;
    // Printed times have three decimals, so that sums of them are exact to far less than one.
    if (!(dur! >= 0) || ts! - (rows.get(row) ?? 0) < -1e-4) refuse(`before ${rows.get(row)} µs`);
    rows.set(row, ts! + dur!);
  }
  spansOf(events);
}

/** The spans of each id, in the order of their begins: the outermost first. */
export function spansOf(events: readonly TraceEvent[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  const open = new Map<string, Span[]>();
  for (const event of events) {
    if (event.ph !== "b" && event.ph !== "e") continue;
    const id = event.id2!.local;
    const stack = open.get(id) ?? [];
    open.set(id, stack);
    if (event.ph === "b") {
      const span = { name: event.name, begin: event, end: event };
      stack.push(span);
      if (!spans.has(id)) spans.set(id, []);
      spans.get(id)!.push(span);
      continue;
    }
    const innermost = stack.pop();
    if (innermost?.name !== event.name) throw new Error(`${event.name} of ${id} ends unbegun`);
    innermost.end = event;
  }
  for (const [id, stack] of open) if (stack.length > 0) throw new Error(`${id} does not end`);
  return spans;
}

/** ∫ value dt of a counter up to `now`, in its unit times seconds. */
export function integral(counters: readonly TraceEvent[], key: string, now: number): number {
  return counters.reduce((sum, { ts, args }, index) => {
    const until = counters[index + 1]?.ts ?? now * 1e6;
    return sum + (args![key] as number) * ((until - ts!) / 1e6);
  }, 0);
}
