/** A cluster: engines behind one router. */
import type { Engine } from "../engine/engine.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Request } from "../workload/request.ts";
import type { ClusterView, Router } from "./router/router.ts";

export class Cluster implements ClusterView {
  readonly engines: readonly Engine[];
  readonly #router: Router;

  constructor(engines: readonly Engine[], router: Router) {
    this.engines = engines;
    this.#router = router;
  }

  /** A request has passed the front end: the router names its engine. */
  submit(request: Request): void {
    const choice = this.#router.route(request, this);
    const engine = this.engines[choice];
    invariant(
      engine !== undefined,
      () => `the router chose engine ${choice} of ${this.engines.length}`,
    );
    engine.submit(request);
  }
}
