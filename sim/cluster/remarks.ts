/** What a reader must know of a scenario: what is borrowed, narrowed, stands in, or is idle. */
import { borrowedInWords } from "../cost/calibration/borrowed.ts";
import { networkRemarks } from "../cost/calibration/borrowed-links.ts";
import { timeAllowed } from "../engine/order/deadline.ts";
import { formatRemarks } from "../machine/formats.ts";
import { idleIn } from "../machine/parallel.ts";
import type { Scenario } from "../scenario/schema.ts";
import { arrivalsIn } from "../workload/class-spec.ts";
import type { Tenant } from "../workload/request-class.ts";
import type { PoolBlueprint } from "./blueprint.ts";

/** Of a pool's machine. */
export function remarksOn(blueprint: PoolBlueprint): string[] {
  const { gpu, model, placement, ownPrice, engine } = blueprint;
  const remarks = [
    ...formatRemarks(gpu, model, engine.settings.dtype),
    borrowedInWords(gpu),
    ...networkRemarks(placement),
    gpu.price.standsIn && !ownPrice
      ? `The price of the ${gpu.name} was ${gpu.price.source}; set price_per_hour.`
      : undefined,
  ];
  return remarks.filter((remark) => remark !== undefined);
}

/** Of settings that change nothing: orders that find nothing to go by, splits of one rank. */
export function idleSettings(scenario: Scenario, tenants: readonly Tenant[]): string[] {
  const orders = new Set(scenario.cluster.pools.map(({ engine }) => engine.order));
  const remarks = [
    orders.has("priority") ? equalPriorities(scenario) : idlePriorities(scenario),
    orders.has("vtc") ? lonelyTenant(scenario, tenants) : undefined,
    orders.has("deadline") ? equalDeadlines(scenario) : undefined,
    ...new Set(scenario.cluster.pools.flatMap(idleIn)),
  ];
  return remarks.filter((remark) => remark !== undefined);
}

/** Priorities that nobody looks at are no mistake, but do not do what one may think. */
const idlePriorities = ({ workload }: Scenario): string | undefined =>
  workload.classes?.some(({ priority }) => priority !== undefined)
    ? "Classes have priorities, and no pool orders its queue by them (order: priority)."
    : undefined;

function equalPriorities({ workload }: Scenario): string | undefined {
  const { classes = [] } = workload;
  // A request without one has 0; a trace may have a column of them.
  const isTraced = arrivalsIn(workload).some(({ spec }) => spec.process === "trace");
  const differ = new Set(classes.map(({ priority = 0 }) => priority)).size > 1;
  return isTraced || differ
    ? undefined
    : "Order priority finds all requests alike: it is first come, first served.";
}

/** Whoever has no tenant counts as one together. */
function lonelyTenant({ workload }: Scenario, tenants: readonly Tenant[]): string | undefined {
  const { classes = [], arrivals } = workload;
  const someHaveNone =
    arrivals?.process === "trace" || classes.some(({ tenant }) => tenant === undefined);
  return tenants.length === 0 || (tenants.length === 1 && !someHaveNone)
    ? "Order vtc shares between tenants, and there is one alone: it is first come, first served."
    : undefined;
}

function equalDeadlines({ workload, slo }: Scenario): string | undefined {
  const { classes = [], arrivals } = workload;
  const unlisted = classes.length === 0 || arrivals?.process === "trace" ? [slo] : [];
  const allowed = [...classes.map((kind) => kind.slo ?? slo), ...unlisted].map(timeAllowed);
  if (new Set(allowed).size > 1) return undefined;
  const why =
    allowed[0] === Number.POSITIVE_INFINITY
      ? "goes by objectives of ttft or e2el, and there are none"
      : "finds the same time allowed to all";
  return `Order deadline ${why}: it is first come, first served.`;
}
