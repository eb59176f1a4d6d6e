import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causes } from "../../sim/cost/cost.ts";
import { PriceTable, settle } from "../../sim/cost/price-table.ts";
import { onGrid, TICK } from "../../sim/kernel/time.ts";

const seconds = fc.double({ min: 0, max: 1, noNaN: true });
const row = fc.array(seconds, { minLength: causes.length, maxLength: causes.length });

describe("settling a row", () => {
  test("rounds the total, not the sum of rounded causes", () => {
    // three causes of 0.4 ticks: each would round to nothing, together they are 1.2 ticks
    const thirds = Float64Array.of(0.4 * TICK, 0.4 * TICK, 0.4 * TICK);
    expect(settle(thirds)).toBe(TICK);
    expect([...thirds]).toEqual([TICK, 0, 0]);
  });

  test("puts every cause on the grid, and their sum is the total exactly", () => {
    fc.assert(
      fc.property(row, (causesOff) => {
        const settled = Float64Array.from(causesOff);
        const total = settle(settled);
        expect(settled.reduce((a, b) => a + b)).toBe(total);
        for (const cause of settled) expect(onGrid(cause)).toBe(cause);
        expect(Math.abs(total - causesOff.reduce((a, b) => a + b))).toBeLessThan(TICK);
      }),
    );
  });
});

describe("a price table", () => {
  test("prices a count once, in whatever order counts are asked for", () => {
    const priced: number[] = [];
    const table = new PriceTable((count, byCause) => {
      priced.push(count);
      byCause[0] = count * 1e-6;
    });
    const byCause = new Float64Array(causes.length);
    for (const count of [3, 70_000, 3, 5000, 3, 5000]) table.addTo(byCause, count);
    // beyond its largest count it prices anew, were it asked again
    expect(priced).toEqual([3, 70_000, 5000]);
    expect(table.addTo(byCause, 3)).toBe(onGrid(3e-6));
  });

  test("adds to what is there already", () => {
    const table = new PriceTable((count, byCause) => {
      byCause[2] = count;
    });
    const byCause = new Float64Array(causes.length);
    byCause[2] = 10;
    expect(table.addTo(byCause, 4)).toBe(4);
    expect(byCause[2]).toBe(14);
  });
});
