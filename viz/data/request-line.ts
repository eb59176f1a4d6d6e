/**
 * The life of one request as a line: what it did from when to when, without a gap or an overlap.
 *
 * It follows from the pieces of its prompt that steps computed and from its pauses: between two
 * pieces it waits, after the last one before a pause or its end it decodes.
 */
import { finishReasons, type RunRecord, type Seconds } from "../../sim/index.ts";
import { indexOf } from "./by-request.ts";

export type Phase = "waiting" | "prefill" | "again" | "decode" | "preempted";

export interface Span {
  phase: Phase;
  from: Seconds;
  to: Seconds;
}

export interface RequestLine {
  request: number;
  arrival: Seconds;
  /** They tile the time from its arrival to `until`, in order. */
  spans: Span[];
  /** When it lost its cache. */
  preempted: Seconds[];
  until: Seconds;
  ending: "done" | "refused" | "open";
}

/** By reason to finish; "open" is a request that was still there when the run was over. */
const endings = finishReasons.map((reason): RequestLine["ending"] => {
  if (reason === "unfinished") return "open";
  return reason === "stop" || reason === "length" ? "done" : "refused";
});

export const endingOf = ({ requests }: RunRecord, request: number): RequestLine["ending"] =>
  endings[requests.reason[request]!]!;

/** @param end of the run: until then, what is unfinished goes on */
export function requestLine(record: RunRecord, request: number, end: Seconds): RequestLine {
  const { requests, pieces, pauses } = record;
  const index = indexOf(record);
  const arrival = requests.arrival[request]!;
  const ending = endingOf(record, request);
  const line: RequestLine = { request, arrival, spans: [], preempted: [], until: arrival, ending };
  if (ending === "refused") return line;

  const firstToken = arrival + requests.ttft[request]!;
  let [piece, lastPiece] = [index.pieces.start[request]!, index.pieces.start[request + 1]!];
  let [pause, lastPause] = [index.pauses.start[request]!, index.pauses.start[request + 1]!];
  const pieceAt = (): number => index.pieces.row[piece]!;
  const nextPiece = (): Seconds => (piece < lastPiece ? pieces.begin[pieceAt()]! : Infinity);
  const nextPause = (): Seconds =>
    pause < lastPause ? pauses.from[index.pauses.row[pause]!]! : Infinity;

  let phase: Phase = "waiting";
  while (piece < lastPiece || pause < lastPause) {
    if (nextPause() <= nextPiece()) {
      const from = nextPause();
      extend(line, from, phase);
      line.preempted.push(from);
      phase = "preempted";
      pause += 1;
    } else {
      const at = pieceAt();
      extend(line, pieces.begin[at]!, phase);
      extend(line, pieces.end[at]!, pieces.again[at] === 1 ? "again" : "prefill");
      piece += 1;
      const whole = nextPause() <= nextPiece() && firstToken < nextPiece();
      phase = whole ? "decode" : "waiting";
    }
  }
  const known = requests.e2el[request]!;
  extend(line, ending === "done" ? arrival + known : end, phase);
  return line;
}

function extend(line: RequestLine, to: Seconds, phase: Phase): void {
  if (!(to > line.until)) return;
  const last = line.spans.at(-1);
  if (last?.phase === phase && phase !== "prefill" && phase !== "again") last.to = to;
  else line.spans.push({ phase, from: line.until, to });
  line.until = to;
}
