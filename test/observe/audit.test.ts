import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { emptyTile, type Step } from "../../sim/engine/step.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { world } from "../engine/world.ts";
import { ledger, request, step, stillEngine } from "./hand-made.ts";
import { loads, worldOf } from "./loads.ts";

test("every engine keeps its promises, whatever is asked of it", () => {
  fc.assert(
    fc.property(loads, fc.constantFrom("sums" as const, "each" as const), (load, form) => {
      const audit = new Audit({ exactBlocks: "block_size" in load.settings });
      world(load.asked, { ...worldOf(load), form, probes: [audit] }).run();
      expect(audit.checks).toBeGreaterThanOrEqual(load.asked.length);
    }),
    { numRuns: 150 },
  );
});

describe("a broken promise is found", () => {
  const engine = () => stillEngine();
  const priced = (it: Step) => {
    it.shape.prefillTokens = it.shape.tokens;
    return it;
  };

  test("time that runs back", () => {
    const audit = new Audit();
    audit.requestRefused(request({ finishReason: "kv_too_small" }), engine(), 2);
    expect(() => audit.stepScheduled(priced(step({ begin: 1, end: 3 })), engine())).toThrow(
      "time ran back from 2 s to 1 s",
    );
  });

  test("a request that vanishes", () => {
    const audit = new Audit();
    // It neither waits nor runs.
    expect(() => audit.requestSubmitted(request({}), engine(), 0)).toThrow(
      "1 requests are open: 0",
    );
  });

  test("a request that leaves where it never was", () => {
    const it = request({ ttft: 1, e2el: 5 });
    const row = ledger({ prefill: 1, decode_kv: 4 });
    expect(() => new Audit().requestFinished(it, engine(), row, 5)).toThrow("left, not here");
  });

  test("tokens in the cache that nobody computed", () => {
    const leaky = engine();
    Object.assign(leaky, { kvBlocksHeld: 1, used: 3 });
    expect(() => new Audit().stepScheduled(priced(step({ begin: 0, end: 1 })), leaky)).toThrow(
      "3 tokens stored, 0 computed",
    );
  });

  test("blocks that cover nothing, where they should be exact", () => {
    const leaky = engine();
    leaky.kvBlocksHeld = 1;
    const it = priced(step({ begin: 0, end: 1 }));
    expect(() => new Audit().stepScheduled(it, leaky)).not.toThrow();
    expect(() => new Audit({ exactBlocks: true }).stepScheduled(it, leaky)).toThrow(
      "1 blocks held, 0 cover",
    );
  });

  test("tiles that overlap", () => {
    const audit = new Audit();
    audit.stepScheduled(priced(step({ begin: 0, end: 2 })), engine());
    const overlapping = priced(step({ index: 1, begin: 1, end: 3 }));
    expect(() => audit.stepScheduled(overlapping, engine())).toThrow("has a tile from 1 to 3 s");
  });

  /** Two stages, each with its tile; the rest of its time is a bubble. */
  const staged = (tiles: [begin: number, end: number][]) => {
    const it = priced(step({ begin: tiles[0]![0], end: tiles[1]![1] }));
    for (const [begin, end] of tiles) {
      const tile = { ...emptyTile(), begin, end };
      tile.byCause[CAUSE.matrix] = end - begin;
      tile.byCause[CAUSE.bubble] = begin;
      it.stages.push(tile);
    }
    return it;
  };
  const schedule = (it: Step) => () => new Audit().stepScheduled(it, engine());

  test("a stage that takes a step before the one ahead of it is done", () => {
    expect(
      schedule(
        staged([
          [0, 2],
          [2, 3],
        ]),
      ),
    ).not.toThrow();
    expect(
      schedule(
        staged([
          [0, 2],
          [1, 3],
        ]),
      ),
    ).toThrow("is in stage 1 from 1 to 3 s: it comes at 2 s");
  });

  test("a stage whose time is not told whole, or that was idle beside the others", () => {
    const short = staged([
      [0, 2],
      [2, 3],
    ]);
    short.stages[1]!.byCause[CAUSE.bubble] = 1;
    expect(schedule(short)).toThrow("stage 1: causes of 2 s in 3 s");
    const idle = staged([
      [0, 2],
      [2, 3],
    ]);
    idle.stages[1]!.byCause[CAUSE.bubble] = 1;
    idle.stages[1]!.byCause[CAUSE.idle] = 1;
    expect(schedule(idle)).toThrow("stage 1 was idle for 1 s");
  });

  test("a step that ends elsewhere than its last stage", () => {
    const it = staged([
      [0, 2],
      [2, 3],
    ]);
    it.end = 4;
    it.byCause[CAUSE.matrix] = 4;
    expect(schedule(it)).toThrow("ends at 4 s, and leaves its last stage at 3 s");
  });

  test("causes that do not sum to the step", () => {
    const it = priced(step({ begin: 0, end: 2, seconds: { matrix: 1 } }));
    expect(() => new Audit().stepScheduled(it, engine())).toThrow("causes of 1 s in 2 s");
  });

  test("causes that decodes beside a prompt live, and that do not sum", () => {
    const it = priced(step({ begin: 0, end: 2 }));
    it.shape.prefills = 1;
    it.othersPrefill = 1.5;
    expect(() => new Audit().stepScheduled(it, engine())).toThrow("decodes live 1.5 s in 2 s");
  });

  test("a ledger a tick off", () => {
    const waiting = engine();
    waiting.waiting = 1;
    const audit = new Audit();
    const it = request({ ttft: 1, e2el: 5 });
    audit.requestSubmitted(it, waiting, 0);
    const row = ledger({ prefill: 1, decode_kv: 4 - 2 ** -30 });
    expect(() => audit.requestFinished(it, waiting, row, 5)).toThrow("all parts of request 0");
  });
});
