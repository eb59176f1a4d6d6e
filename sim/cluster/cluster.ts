/** A cluster: engines, alone or in groups of ranks, behind one router. */
import type { EngineView } from "../engine/view.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Group } from "./group/group.ts";
import type { ClusterView, Router } from "./router/router.ts";

export class Cluster implements ClusterView {
  /** What a router chooses from: the engines, or, where some have several ranks, the groups. */
  readonly engines: readonly EngineView[];
  readonly #groups: readonly Group[];
  readonly #router: Router;

  constructor(groups: readonly Group[], router: Router) {
    const alone = groups.every(({ ranks }) => ranks.length === 1);
    this.engines = alone ? groups.flatMap(({ ranks }) => ranks) : groups;
    this.#groups = groups;
    this.#router = router;
  }

  /** A request has passed the front end `now`: the router names its engine. */
  submit(request: Request, now: Seconds): void {
    const choice = this.#router.route(request, this);
    const group = this.#groups[choice];
    invariant(
      group !== undefined,
      () => `the router chose engine ${choice} of ${this.engines.length}`,
    );
    group.submit(request, now);
  }
}
