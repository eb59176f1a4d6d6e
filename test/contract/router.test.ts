/** Every router keeps the same promises, ours and a user's. */
import { describe, expect, test } from "vitest";
import { brokenPromises } from "../../sim/cluster/router/contract.ts";
import { leastOutstanding } from "../../sim/cluster/router/least-outstanding.ts";
import { routers } from "../../sim/cluster/router/registry.ts";
import { roundRobin } from "../../sim/cluster/router/round-robin.ts";
import type { ClusterView } from "../../sim/cluster/router/router.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import { DEFAULT_CLASS } from "../../sim/workload/request-class.ts";

const parts = () => ({ random: createRandom(1).stream("router") });
const request = {
  id: 0,
  arrival: 0,
  prompt: 10,
  priority: 0,
  class: DEFAULT_CLASS,
  tenant: undefined,
};
const cluster = (...outstanding: number[]): ClusterView =>
  ({ engines: outstanding.map((count) => ({ outstanding: count })) }) as unknown as ClusterView;

describe.each(Object.entries(routers))("router %s", (_name, build) => {
  test("keeps the promises of every router", () => {
    expect(brokenPromises(build)).toEqual([]);
  });
});

describe("the contract", () => {
  test("catches an engine that is not there", () => {
    const broken = brokenPromises(() => ({ route: (_request, view) => view.engines.length }));
    expect(broken).toContain("it chose engine 3 of 3: an index from 0 to 2 is due");
  });

  test("catches a router that draws numbers of its own", () => {
    let state = 1;
    const broken = brokenPromises(() => ({
      route(_request, view) {
        state = (state * 16_807) % 2_147_483_647;
        return state % view.engines.length;
      },
    }));
    expect(broken).toEqual([
      "built twice from the same seed it chose differently: use the stream it is given",
    ]);
  });

  test("catches a router that writes into what it sees", () => {
    const broken = brokenPromises(() => ({
      route(_request, view) {
        (view.engines[0] as { waiting: number }).waiting = 0;
        return 0;
      },
    }));
    expect(broken[0]).toMatch(/^it threw: /);
  });
});

describe("each router's own way", () => {
  test("round-robin takes each engine in turn", () => {
    const router = roundRobin();
    const view = cluster(0, 0, 0);
    expect([1, 2, 3, 4].map(() => router.route(request, view))).toEqual([0, 1, 2, 0]);
  });

  test("least-outstanding takes the emptiest, the first of equals", () => {
    expect(leastOutstanding().route(request, cluster(3, 1, 1))).toBe(1);
  });

  test("random spreads evenly", () => {
    const router = routers.random(parts());
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[router.route(request, cluster(0, 0, 0, 0))]! += 1;
    for (const count of counts) expect(Math.abs(count / 10_000 - 1)).toBeLessThan(0.05);
  });
});
