import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockNeed } from "../../sim/machine/kv-blocks.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { BlockReplay } from "../../sim/recording/index.ts";
import { BlockTables } from "../../sim/recording/replay/block-tables.ts";
import { BlockWatcher } from "../../sim/recording/replay/blocks.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { Simulation } from "../../sim/simulation.ts";
import type { Request } from "../../sim/workload/request.ts";
import { request, stillEngine } from "../observe/hand-made.ts";
import { tries } from "../soak.ts";
import { scenario, scenarios, sum, tight } from "./runs.ts";

test("after every step the map holds the blocks and the tokens that the engine counts", () => {
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const watcher = new BlockWatcher({ engine: 0, at: Number.POSITIVE_INFINITY });
      const check: Probe["stepScheduled"] = (step, engine) => {
        // Maps of many blocks take a while to look through.
        if (engine.index !== 0 || (engine.kvBlocks > 400 && step.index % 16 > 0)) return;
        const { owner, stored, waiting } = watcher.answer();
        // Where two had one block, fewer would be owned than are held.
        const owned = owner.filter((id) => id >= 0);
        expect([owned.length, waiting]).toEqual([engine.kvBlocksHeld, engine.waiting]);
        expect(sum(stored)).toBe(engine.kvUse().used);
        const running = Int32Array.from(engine.runningRequests(), ({ id }) => id);
        expect(new Set(owned)).toEqual(new Set(running));
      };
      const checks = { ...blind, stepScheduled: check, stepFinished: check };
      const simulation = new Simulation(drawn, { probes: [watcher, checks] });
      watcher.begin(simulation);
      simulation.run();
      expect(watcher.answer().running).toBe(simulation.engines[0]!.running);
    }),
    { numRuns: tries(15) },
  );
});

/** An engine of 10 blocks of 16 tokens, and requests that have so many of them computed. */
function pile(blockNeed?: BlockNeed) {
  const computed = new Map<Request, number>();
  const engine = { ...stillEngine(), blockNeed, computed: (it: Request) => computed.get(it) ?? 0 };
  const running = () => computed.keys();
  const tables = new BlockTables({ ...engine, runningRequests: running }, engineSchema.parse({}));
  const letIn = (id: number, tokens: number) => {
    const it = request({ id });
    computed.set(it, tokens);
    tables.open(it);
    return it;
  };
  return { computed, tables, letIn };
}

test("who comes takes the top of the pile, and the last block of who leaves is its top", () => {
  const { computed, tables, letIn } = pile();
  const [a, b] = [letIn(0, 40), letIn(1, 17)];
  expect([...tables.map().owner]).toEqual([0, 0, 0, 1, 1, -1, -1, -1, -1, -1]);
  expect([...tables.map().stored]).toEqual([16, 16, 8, 16, 1, 0, 0, 0, 0, 0]);
  computed.delete(a);
  tables.closeThoseGone();
  computed.set(b, 33);
  tables.grow([]);
  letIn(2, 40);
  expect([...tables.map().owner]).toEqual([2, 2, 1, 1, 1, 2, -1, -1, -1, -1]);
  expect([...tables.map().stored]).toEqual([16, 16, 1, 16, 16, 8, 0, 0, 0, 0]);
});

test("the blocks of a preempted request go to whom it was preempted for", () => {
  const { computed, tables, letIn } = pile();
  const [a, b, c] = [letIn(0, 48), letIn(1, 48), letIn(2, 48)];
  expect(tables.held).toBe(9);
  computed.set(a, 49).set(b, 49).set(c, 49);
  tables.grow([c]);
  // The first takes the last free block, the second the last one of the third.
  expect([...tables.map().owner]).toEqual([0, 0, 0, 1, 1, 1, -1, -1, 1, 0]);
  expect([tables.count, tables.held]).toEqual([2, 8]);
});

test("a map is that of its instant, however far the replay has gone", () => {
  const at = 1.2;
  const replay = new BlockReplay(scenario(tight), { engine: 0, at });
  while (replay.advance(3));
  expect(replay.now).toBeGreaterThan(at);
  const map = replay.result();
  expect([map.engine, map.at, map.layout, map.blockSize]).toEqual([0, at, "paged", 16]);
  const simulation = new Simulation(scenario(tight));
  const next = () => {
    const other = new Simulation(scenario(tight));
    let events = 0;
    while (other.now <= at) events += other.advance(1) ? 1 : 0;
    return events - 1;
  };
  simulation.advance(next());
  const [engine] = simulation.engines;
  expect([map.running, map.waiting]).toEqual([engine!.running, engine!.waiting]);
  expect(map.owner.filter((id) => id >= 0)).toHaveLength(engine!.kvBlocksHeld);
  expect(sum(map.stored)).toBe(engine!.kvUse().used);
});

test("a contiguous cache shows the room that it sets aside, used or not", () => {
  const contiguous = scenario({
    ...tight,
    cluster: {
      pools: [
        {
          ...tight.cluster.pools[0]!,
          engine: { kv_layout: "contiguous", reserve: "max", max_model_len: 960 },
        },
      ],
    },
  });
  const map = new BlockReplay(contiguous, { engine: 0, at: 0.4 }).run().result();
  expect(map.layout).toBe("contiguous");
  // 960 tokens are 60 blocks, and the allocator gives 64 of them at a multiple of 64.
  for (const id of new Set(map.owner)) {
    if (id < 0) continue;
    const own = Array.from(map.owner.keys()).filter((block) => map.owner[block] === id);
    expect([own.length, own[0]! % 64, own[63]! - own[0]!]).toEqual([64, 0, 63]);
    expect(sum(own.map((block) => map.stored[block]!))).toBeLessThan(960);
  }
  expect(map.running).toBeGreaterThan(0);
});

test("a block for each group of layers holds the same tokens", () => {
  // Chunks of 8,192 tokens cut no request of 4,096, and yet three layers in four are apart.
  const pool = {
    model: "meta-llama/Llama-4-Scout-17B-16E",
    gpu: "H200-SXM-141GB",
    tensor_parallel_size: 4,
    engine: { max_model_len: 4096 },
  };
  const of = scenario({ ...tight, cluster: { pools: [pool] } });
  const simulation = new Simulation(of);
  while (simulation.now < 0.3) simulation.advance(1);
  const [engine] = simulation.engines;
  const { owner, stored } = new BlockReplay(of, { engine: 0, at: simulation.now }).run().result();
  expect(owner.filter((id) => id >= 0)).toHaveLength(engine!.kvBlocksHeld);
  expect(engine!.blockNeed?.groups).toBe(4);
  expect(sum(stored)).toBe(engine!.kvUse().used);
  expect(sum(stored)).toBeGreaterThan(0);
});

test("layers with a window have blocks of their own, and give back those out of reach", () => {
  const reach = { kind: "sliding", window: 20 } as const;
  const { computed, tables, letIn } = pile({ groups: 2, recycling: { groups: 1, reach, most: 9 } });
  const a = letIn(0, 48);
  tables.launch();
  // Three blocks in each group. The 49th token will see tokens 29 to 48: 16 of 28 fill a block.
  expect([...tables.map().owner]).toEqual([0, 0, 0, 0, 0, 0, -1, -1, -1, -1]);
  tables.settle();
  expect([...tables.map().owner]).toEqual([-1, 0, 0, 0, 0, 0, -1, -1, -1, -1]);
  // The first group takes the block that it gave back.
  computed.set(a, 49);
  tables.grow([]);
  tables.launch();
  expect([...tables.map().owner]).toEqual([0, 0, 0, 0, 0, 0, 0, -1, -1, -1]);
  expect([...tables.map().stored]).toEqual([1, 16, 16, 16, 16, 16, 1, 0, 0, 0]);
  tables.close(a);
  tables.settle();
  expect(tables.held).toBe(0);
});
