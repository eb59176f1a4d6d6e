import { expect, test } from "vitest";
import { routers } from "../../sim/cluster/router/registry.ts";
import { orders } from "../../sim/engine/order/registry.ts";
import { all2allBackends } from "../../sim/machine/parallel.ts";
import { policies } from "../../sim/scenario/policies.ts";

const all = policies();
const namesOf = (setting: string) =>
  all.filter((policy) => policy.setting === setting).map(({ name }) => name);

test("routers, orders, ways of batching and layouts of the cache are policies", () => {
  expect(namesOf("cluster.router.policy")).toEqual(Object.keys(routers));
  expect(namesOf("cluster.pools.0.all2all_backend")).toEqual([...all2allBackends]);
  const engine = "cluster.pools.0.engine";
  expect(namesOf(`${engine}.order`)).toEqual(Object.keys(orders));
  expect(namesOf(`${engine}.batching`)).toEqual(["in-flight", "static"]);
  expect(namesOf(`${engine}.kv_layout`)).toEqual(["paged", "contiguous"]);
  expect(namesOf(`${engine}.reserve`)).toEqual(["max", "pow2", "oracle"]);
});

test("each is described in a sentence of a line", () => {
  for (const { description } of all) expect(description).toMatch(/^[A-Z].{10,75}\.$/);
});
