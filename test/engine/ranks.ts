/** A small world of ranks that share experts: steps cost what the test says. */
import { FRONTEND } from "../../sim/cluster/assemble.ts";
import { assembleGroup } from "../../sim/cluster/group/assemble-group.ts";
import type { Group } from "../../sim/cluster/group/group.ts";
import type { Cost } from "../../sim/cost/cost.ts";
import type { Frontend } from "../../sim/engine/engine-parts.ts";
import { Agenda, PHASE } from "../../sim/kernel/agenda.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { blind, type Probe, tee } from "../../sim/observe/probe.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { Request } from "../../sim/workload/request.ts";

export interface AskedOfRank {
  at?: number;
  prompt: number;
  output: number;
  /** The rank it goes to; the front end chooses unless given. */
  rank?: number | undefined;
}

export interface RanksOptions {
  cost: Cost;
  ranks?: number;
  settings?: Partial<EngineSettings>;
  blocks?: number;
  frontend?: Frontend;
  probes?: Probe[];
}

export const noFrontend: Frontend = { in: 0, out: 0, wake: 0 };
export { FRONTEND };

export interface RanksWorld {
  group: Group;
  agenda: Agenda;
  requests: Request[];
  ledgers: Map<number, Float64Array>;
  run(): RanksWorld;
}

export function ranksWorld(asked: readonly AskedOfRank[], options: RanksOptions): RanksWorld {
  const { cost, ranks = 2, blocks = 1000, frontend = noFrontend, probes = [] } = options;
  const agenda = new Agenda();
  const ledgers = new Map<number, Float64Array>();
  const keeper: Probe = {
    ...blind,
    requestFinished: (request, _engine, ledger) => ledgers.set(request.id, ledger.slice()),
  };
  const settings = engineSchema.parse({ async_scheduling: false, ...options.settings });
  const group = assembleGroup(
    { settings, blocks, maxModelLen: 8192, cost },
    { size: ranks, together: true },
    {
      name: "mixed-0",
      place: 0,
      firstIndex: 0,
      agenda,
      frontend,
      probe: tee([new Audit({ exactBlocks: true }), keeper, ...probes]),
      ended: () => {},
      form: "sums",
      slo: undefined,
      random: createRandom(1),
    },
  );
  const requests = asked.map(({ at = 0, prompt, output, rank }, id) => {
    const request = new Request({ id, arrival: onGrid(at), prompt, output, priority: 0 });
    agenda.at(
      request.arrival + frontend.in,
      PHASE.world,
      (it: Request) =>
        rank === undefined ? group.submit(it, agenda.now) : group.ranks[rank]!.submit(it),
      request,
    );
    return request;
  });
  return {
    group,
    agenda,
    requests,
    ledgers,
    run() {
      while (agenda.runNext());
      return this;
    },
  };
}
