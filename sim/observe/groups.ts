/** Groups: the tallies of a run class by class, and its counts tenant by tenant. */
import type { Request } from "../workload/request.ts";
import type { RequestClass, Tenant } from "../workload/request-class.ts";
import { ClassTally, Count } from "./tally.ts";

/** The classes and tenants of a workload; both empty where nobody speaks of any. */
export interface Named {
  readonly classes: readonly RequestClass[];
  readonly tenants: readonly Tenant[];
}

export class Groups {
  readonly named: Named;
  /** By the index of the class. */
  readonly classes: readonly ClassTally[];
  /** By the index of the tenant; last, those who ask on nobody's behalf. */
  readonly tenants: readonly Count[];

  constructor(named: Named) {
    this.named = named;
    this.classes = named.classes.map(() => new ClassTally());
    this.tenants = named.tenants.length === 0 ? [] : [...named.tenants, null].map(countOf);
  }

  submit(request: Request, judged: boolean): void {
    for (const count of this.#of(request)) count.submit(judged);
  }

  refuse(request: Request, judged: boolean): void {
    for (const count of this.#of(request)) count.refuse(request, judged);
  }

  complete(request: Request, ledger: Float64Array, good: boolean): void {
    for (const count of this.#of(request)) count.complete(request, ledger, good);
  }

  /** Those that a request is counted in. */
  *#of({ class: { index }, tenant }: Request): Generator<Count> {
    if (this.classes.length > 0) yield this.classes[index]!;
    if (this.tenants.length > 0) yield this.tenants[tenant?.index ?? this.tenants.length - 1]!;
  }
}

const countOf = (): Count => new Count();
