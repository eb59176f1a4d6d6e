/** Hand-made things for probes to watch: an engine, a step, a request, a ledger. */
import { CAUSE, type Cause, causes } from "../../sim/cost/cost.ts";
import { PART, type Part, parts, waits } from "../../sim/engine/ledger.ts";
import { Step } from "../../sim/engine/step.ts";
import type { EngineView } from "../../sim/engine/view.ts";
import type { Recorder } from "../../sim/observe/recorder.ts";
import { type Run, summarize } from "../../sim/observe/summarize.ts";
import { Request } from "../../sim/workload/request.ts";

/** An engine of which a test says what stands; 10 blocks of 16 tokens. */
export interface StillEngine extends EngineView {
  name: string;
  index: number;
  waiting: number;
  running: number;
  kvBlocksHeld: number;
  stepsFinished: number;
  secondsByCause: Float64Array;
  waited: Float64Array;
  used: number;
}

export function stillEngine(index = 0): StillEngine {
  return {
    name: `mixed-${index}`,
    index,
    waiting: 0,
    running: 0,
    outstanding: 0,
    kvBlocks: 10,
    kvBlocksHeld: 0,
    used: 0,
    kvUse() {
      const held = 16 * this.kvBlocksHeld;
      const internal = held - this.used;
      return {
        capacity: 160,
        used: this.used,
        reserved: 0,
        internal,
        external: 0,
        free: 160 - held,
      };
    },
    stepsFinished: 0,
    dummySteps: 0,
    secondsByCause: new Float64Array(causes.length),
    waited: new Float64Array(waits.length + 1),
    secondsWaited() {
      return this.waited;
    },
    kvRegion: () => undefined,
    runningRequests: () => [],
    computed: (request) => request.computed,
  };
}

interface StepByHand {
  index?: number;
  begin: number;
  end: number;
  tokens?: number;
  /** Output tokens, to requests that go on decoding. */
  output?: number;
  seconds?: Partial<Record<Cause, number>>;
}

/** A step scheduled when its tile begins; all matrix work unless it says otherwise. */
export function step({ index = 0, begin, end, tokens = 1, output = 0, seconds }: StepByHand): Step {
  const made = new Step();
  made.reset(index, begin);
  Object.assign(made, { begin, end, returned: end, continuing: output });
  made.shape.tokens = tokens;
  const split = seconds ?? { matrix: end - begin };
  for (const [cause, value] of Object.entries(split)) made.byCause[CAUSE[cause as Cause]] = value;
  return made;
}

type RequestByHand = Partial<Pick<Request, "id" | "arrival" | "prompt" | "output">> &
  Partial<Pick<Request, "ttft" | "e2el" | "maxItl" | "finishReason">>;

/** A request of 10 prompt and 5 output tokens that took 1 s to the first and 5 s in all. */
export function request({ id = 0, arrival = 0, prompt = 10, output = 5, ...seen }: RequestByHand) {
  const made = new Request({ id, arrival, prompt, output, priority: 0 });
  return Object.assign(made, { ttft: 1, e2el: 5, maxItl: 1, finishReason: "stop" }, seen);
}

export function ledger(seconds: Partial<Record<Part, number>>): Float64Array {
  const row = new Float64Array(parts.length);
  for (const [part, value] of Object.entries(seconds)) row[PART[part as Part]] = value;
  return row;
}

/** The summary of what one engine of one GPU did until `now`. */
export function summaryOf(recorder: Recorder, engine: EngineView, run: Partial<Run> = {}) {
  const pools = [{ name: "mixed", engines: [engine], gpusPerEngine: 1 }];
  return summarize(recorder, { status: "finished", now: 10, digest: "0", pools, ...run });
}
