import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Buddy, regionSize } from "../../sim/engine/kv-cache/buddy.ts";
import { ContiguousCache } from "../../sim/engine/kv-cache/contiguous.ts";
import { PagedCache } from "../../sim/engine/kv-cache/paged.ts";
import { Request } from "../../sim/workload/request.ts";

const request = (prompt: number, output: number): Request =>
  new Request({ id: 0, arrival: 0, prompt, output, priority: 0 });

describe("the buddy allocator", () => {
  test("splits a region in halves and joins them again", () => {
    const buddy = new Buddy(16);
    const first = buddy.allocate(3);
    expect(first).toBe(0);
    // 3 takes 4 of 16: 4 and 8 stay free.
    expect([buddy.free, buddy.largest]).toEqual([12, 8]);
    buddy.release(first!);
    expect([buddy.free, buddy.largest]).toEqual([16, 16]);
  });

  test("has room in sum and yet no region large enough: external fragmentation", () => {
    const buddy = new Buddy(8);
    const quarters = [2, 2, 2, 2].map((size) => buddy.allocate(size)!);
    buddy.release(quarters[0]!);
    buddy.release(quarters[2]!);
    // 4 are free, as 2 and 2 that are no buddies.
    expect(buddy.free).toBe(4);
    expect(buddy.allocate(4)).toBeUndefined();
    expect(buddy.freeBelow(4)).toBe(4);
  });

  test("never overlaps regions, loses none, and joins all when everything is given back", () => {
    const script = fc.array(fc.record({ size: fc.integer({ min: 1, max: 40 }), keep: fc.nat(9) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), script, (capacity, steps) => {
        const buddy = new Buddy(capacity);
        const whole = buddy.largest;
        expect(buddy.largestArena).toBe(whole);
        const held: { offset: number; size: number }[] = [];
        for (const { size, keep } of steps) {
          const offset = buddy.allocate(size);
          if (offset !== undefined) {
            const end = offset + regionSize(size);
            expect(end).toBeLessThanOrEqual(capacity);
            for (const other of held) {
              expect(end <= other.offset || offset >= other.offset + other.size).toBe(true);
            }
            held.push({ offset, size: regionSize(size) });
          }
          const used = held.reduce((sum, { size: taken }) => sum + taken, 0);
          expect(buddy.free).toBe(capacity - used);
          if (held.length > keep) buddy.release(held.splice(keep, 1)[0]!.offset);
        }
        for (const { offset } of held) buddy.release(offset);
        expect([buddy.free, buddy.largest]).toEqual([capacity, whole]);
      }),
    );
  });
});

describe("a paged cache", () => {
  test("wastes only the open end of each last block", () => {
    const cache = new PagedCache(10, 16);
    const one = request(20, 30);
    cache.admit(one, 20);
    cache.store(20);
    // 20 tokens hold 2 blocks of 16: 12 slots are open.
    expect(cache.use()).toEqual({
      capacity: 160,
      used: 20,
      reserved: 0,
      internal: 12,
      external: 0,
      free: 128,
    });
    expect([cache.growth(20, 32), cache.growth(32, 33)]).toEqual([0, 1]);
  });

  test("lets a request in when all it knows fits, and could hold one that fits at its end", () => {
    const cache = new PagedCache(3, 16);
    expect(cache.fits(request(48, 2))).toBe(true);
    expect(cache.fits(request(49, 2))).toBe(false);
    // 48 tokens at its end: the last token is never stored.
    expect(cache.couldHold(request(40, 9))).toBe(true);
    expect(cache.couldHold(request(40, 10))).toBe(false);
  });
});

describe("a contiguous cache", () => {
  // 64 blocks of 16 are 1,024 slots, and no request is longer than 256.
  const cache = (reserve: "max" | "pow2" | "oracle") => new ContiguousCache(64, 16, reserve, 256);

  test.each([
    // 256 slots whatever the length: 100 + 20 − 1 = 119 are ever used.
    ["max", { used: 100, reserved: 19, internal: 137, free: 768 }],
    // 100 + 32 = 132 slots are 9 blocks, and the allocator gives 16 (256 slots).
    ["pow2", { used: 100, reserved: 19, internal: 137, free: 768 }],
    // 119 slots are 8 blocks, a power of two: 128 slots.
    ["oracle", { used: 100, reserved: 19, internal: 9, free: 896 }],
  ] as const)("with reserve %s sets room aside for the end at the beginning", (reserve, use) => {
    const it = cache(reserve);
    const one = request(100, 20);
    it.admit(one, 100);
    it.store(100);
    expect(it.use()).toEqual({ capacity: 1024, external: 0, ...use });
    one.computed = 100;
    it.release(one);
    expect(it.use()).toMatchObject({ used: 0, reserved: 0, internal: 0, free: 1024 });
  });

  test("counts free regions too small for whoever was refused as external fragmentation", () => {
    const it = new ContiguousCache(8, 16, "oracle", 128);
    const quarters = [1, 2, 3, 4].map(() => request(32, 1));
    for (const one of quarters) it.admit(one, 32);
    it.release(quarters[0]!);
    it.release(quarters[2]!);
    expect(it.use().external).toBe(0);
    // 64 slots in one piece are asked for; 32 and 32 are free.
    expect(it.fits(request(60, 1))).toBe(false);
    expect(it.use()).toMatchObject({ external: 64, free: 0 });
  });
});
