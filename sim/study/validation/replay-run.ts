/**
 * Replays a measured run on one simulated engine, or a group of ranks, request for request.
 *
 * In an open loop requests come when they came. In a closed loop the first ones, as many as are in
 * flight at once, come when they came; each later one when another ends, with its recorded lengths.
 */
import { type EngineBlueprint, FRONTEND } from "../../cluster/assemble.ts";
import { assembleGroup, type Ranks } from "../../cluster/group/assemble-group.ts";
import { CAUSE } from "../../cost/cost.ts";
import { Agenda, PHASE } from "../../kernel/agenda.ts";
import { createRandom } from "../../kernel/random.ts";
import { onGrid } from "../../kernel/time.ts";
import { blind, type Probe } from "../../observe/probe.ts";
import type { Seconds, Tokens } from "../../units.ts";
import { Request } from "../../workload/request.ts";
import type { Asked } from "./measured-run.ts";

/** A step as the steps CSV has it. */
export interface ReplayedStep {
  /** The rank that made it. */
  rank: number;
  /** When its output reached the front end. */
  end: Seconds;
  prefillTokens: Tokens;
  decodes: number;
  /** Requests (a count) that run on its rank once it has returned. */
  running: number;
  /** Time of its tile in which the GPU worked. */
  gpu: Seconds;
}

export interface Replayed {
  /** Finished, in the order sent. */
  requests: Request[];
  /** The rank that served each request. */
  rankOf: number[];
  steps: ReplayedStep[];
  preemptions: number;
  /** When the last answer was complete, counted from 0 as the measured run does. */
  makespan: Seconds;
}

/** What serves: an engine of some ranks. */
export interface Served {
  blueprint: EngineBlueprint;
  ranks: Ranks;
}

/** @param concurrency of a closed loop; absent in an open one */
export function replay(
  { blueprint, ranks }: Served,
  asked: readonly Asked[],
  concurrency = asked.length,
): Replayed {
  const agenda = new Agenda();
  const steps: ReplayedStep[] = [];
  const rankOf: number[] = [];
  let preemptions = 0;
  let makespan = 0;
  const probe: Probe = {
    ...blind,
    requestSubmitted({ id }, engine) {
      rankOf[id] = engine.index;
    },
    stepFinished({ begin, end, byCause, shape }, { index: rank, running }) {
      const { prefillTokens, decodes } = shape;
      const gpu = end - begin - byCause[CAUSE.host]!;
      steps.push({ rank, end, prefillTokens, decodes, running, gpu });
    },
    requestPreempted() {
      preemptions += 1;
    },
  };
  const group = assembleGroup(blueprint, ranks, {
    name: "replayed",
    place: 0,
    firstIndex: 0,
    agenda,
    frontend: FRONTEND,
    probe,
    form: "sums",
    slo: undefined,
    random: createRandom(0),
    ended(_request, now) {
      makespan = Math.max(makespan, now);
      if (requests.length < asked.length) send(now);
    },
  });

  const requests: Request[] = [];
  const submit = (request: Request): void => group.submit(request, agenda.now);
  const send = (arrival: Seconds): void => {
    const { prompt, output } = asked[requests.length]!;
    const request = new Request({ id: requests.length, arrival, prompt, output, priority: 0 });
    requests.push(request);
    agenda.at(arrival + FRONTEND.in, PHASE.world, submit, request);
  };
  for (const { at } of asked.slice(0, concurrency)) send(onGrid(at));
  while (agenda.runNext());
  return { requests, rankOf, steps, preemptions, makespan };
}
