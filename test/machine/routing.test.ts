import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRouting, createTouched, popularity } from "../../sim/machine/routing.ts";

/** Qwen3-30B-A3B and Mixtral-8x7B. */
const qwen = { count: 128, perToken: 8 };
const mixtral = { count: 8, perToken: 2 };
const drawn = fc.record({
  experts: fc.constantFrom(qwen, mixtral, { count: 256, perToken: 8 }, { count: 16, perToken: 1 }),
  skew: fc.double({ min: 0, max: 3, noNaN: true }),
  ranks: fc.constantFrom(1, 2, 4, 8),
  tokens: fc.integer({ min: 1, max: 5000 }),
});

const alone = { ranks: 1, whole: false, skew: 0 };

describe("the experts that a batch touches", () => {
  test("are the choices of one token, and nearly all of many", () => {
    const qwenOf = createRouting(qwen, alone);
    expect(qwenOf(1).experts).toBeCloseTo(8, 12);
    // 128 × (1 − (15/16)²) = 15.5, not 16: now and then two tokens agree.
    expect(qwenOf(2).experts).toBeCloseTo(15.5, 12);
    expect(qwenOf(512).experts).toBeCloseTo(128, 9);
    // 8 × (1 − (3/4)³) = 4.625 of 6 choices.
    expect(createRouting(mixtral, alone)(3).experts).toBeCloseTo(4.625, 12);
    expect(createRouting(mixtral, alone)(3).pairs).toBe(6);
  });

  test("are a share of them on each rank that has whole ones, all of them in slices", () => {
    const dealt = { ranks: 8, whole: true, skew: 0 };
    expect(createTouched(qwen, dealt)(2)).toBeCloseTo(15.5 / 8, 12);
    expect(createRouting(qwen, dealt)(2).pairs).toBeCloseTo(2, 12);
    const sliced = createRouting(qwen, { ranks: 8, whole: false, skew: 0 })(2);
    expect(sliced.experts).toBeCloseTo(15.5, 12);
    expect(sliced.pairs).toBe(16);
  });

  test("are none of no tokens, and all where every token chooses all", () => {
    const all = createRouting({ count: 4, perToken: 4 }, alone);
    expect(all(0)).toEqual({ experts: 0, pairs: 0 });
    expect(all(1).experts).toBe(4);
    expect(createRouting({ count: 4, perToken: 4 }, { ...alone, skew: 1 })(3).experts).toBe(4);
  });
});

describe("the rank that has most to read", () => {
  test("of two with an expert each has it when either is chosen", () => {
    // One of two: each with probability 1/2 a token, so neither of both by 1/4.
    const one = createRouting({ count: 2, perToken: 1 }, { ranks: 2, whole: true, skew: 0 });
    expect(one(1).experts).toBeCloseTo(3 / 4, 12);
    expect(one(2).experts).toBeCloseTo(15 / 16, 12);
  });

  test("has 2.5 of the eight experts of a token on eight ranks, where the mean has one", () => {
    const routing = createRouting(qwen, { ranks: 8, whole: true, skew: 0 });
    // Counted choices of 1,500 draws: 2.49, 9.25 and 16.00.
    expect(routing(1).experts).toBeCloseTo(2.49, 1);
    expect(routing(8).experts).toBeCloseTo(9.25, 1);
    expect(routing(64).experts).toBeCloseTo(16, 2);
  });

  test("has no less than the first on average, and no more than there are", () => {
    fc.assert(
      fc.property(drawn, ({ experts, skew, ranks, tokens }) => {
        const split = { ranks, whole: ranks > 1, skew };
        const most = createRouting(experts, split)(tokens).experts;
        expect(most).toBeGreaterThanOrEqual(createTouched(experts, split)(tokens) - 1e-9);
        expect(most).toBeLessThanOrEqual(experts.count / ranks + 1e-9);
        expect(createRouting(experts, split)(tokens + 1).experts).toBeGreaterThanOrEqual(
          most - 1e-9,
        );
      }),
    );
  });
});

describe("unequal popularity", () => {
  test("follows Zipf's law, and no token chooses an expert twice", () => {
    // 1, 1/2, 1/3, 1/4 of one choice in all: 12, 6, 4 and 3 of 25.
    const shares = popularity({ count: 4, perToken: 1 }, 1);
    for (const [index, share] of [12, 6, 4, 3].entries())
      expect(shares[index]).toBeCloseTo(share / 25, 12);
    // Two choices: 24/25, 12/25 …, and of three 36/25 is more than there can be.
    expect(popularity({ count: 4, perToken: 2 }, 1)[0]).toBeCloseTo(24 / 25, 12);
    // One is certain; two choices among 1/2, 1/3, 1/4: 12/13, 8/13, 6/13.
    const certain = popularity({ count: 4, perToken: 3 }, 1);
    for (const [index, share] of [13, 12, 8, 6].entries())
      expect(certain[index]).toBeCloseTo(share / 13, 12);
  });

  test("the more there is, the fewer are touched and the busier the busiest rank", () => {
    fc.assert(
      fc.property(drawn, fc.double({ min: 0, max: 1, noNaN: true }), (world, more) => {
        const { experts, skew, ranks, tokens } = world;
        const at = (exponent: number, shared: number) =>
          createRouting(experts, { ranks: shared, whole: shared > 1, skew: exponent })(tokens);
        expect(at(skew + more, 1).experts).toBeLessThanOrEqual(at(skew, 1).experts + 1e-9);
        // Experts that every token chooses are one a rank again.
        if (experts.count % ranks !== 0 || popularity(experts, skew + more)[0] === 1) return;
        expect(at(skew + more, ranks).pairs).toBeGreaterThanOrEqual(at(skew, ranks).pairs - 1e-6);
        expect(at(skew, 1).pairs).toBeCloseTo(tokens * experts.perToken, 6);
      }),
    );
  });

  test("a token more touches no more new experts than the one before it", () => {
    fc.assert(
      fc.property(drawn, ({ experts, skew, ranks, tokens }) => {
        const split = { ranks, whole: ranks > 1, skew };
        const [before, now, after] = [tokens - 1, tokens, tokens + 1].map(
          createTouched(experts, split),
        );
        expect(after! - now!).toBeLessThanOrEqual(now! - before! + 1e-9);
        expect(after! - now!).toBeGreaterThanOrEqual(-1e-9);
        const { pairs } = createRouting(experts, split)(1);
        expect(createTouched(experts, split)(1)).toBeLessThanOrEqual(pairs + 1e-9);
      }),
    );
  });
});
