import { describe, expect, test } from "vitest";
import type { BlockMap } from "../../sim/index.ts";
import { gridOf, squareAt, stepped } from "../../viz/data/block-grid.ts";
import {
  FREE,
  FULL,
  holdingsOf,
  PARTIAL,
  RESERVED,
  ratioInWords,
  squaresOf,
  tintOf,
  usageOf,
} from "../../viz/data/blocks.ts";
import { blockInWords, heldInWords, shareInWords } from "../../viz/view/memory/words.ts";

/** Blocks of 16 tokens: owner and tokens stored of each. */
const mapOf = (
  blocks: readonly (readonly [owner: number, stored: number])[],
  rest: Partial<BlockMap> = {},
): BlockMap => ({
  engine: 0,
  at: 1,
  layout: "paged",
  blockSize: 16,
  owner: Int32Array.from(blocks, ([owner]) => owner),
  stored: Int32Array.from(blocks, ([, stored]) => stored),
  running: new Set(blocks.map(([owner]) => owner).filter((owner) => owner >= 0)).size,
  waiting: 0,
  ...rest,
});

const free = [-1, 0] as const;
const paged = mapOf([[7, 16], [2, 16], free, [7, 5], [2, 16], [2, 16]]);
const reserved = mapOf([[7, 16], [7, 5], [7, 0], [7, 0], free, free], {
  layout: "contiguous",
  waiting: 3,
});

describe("squares", () => {
  test("show who holds a block, and whether it is full, has room, or only stands reserved", () => {
    expect(squaresOf(paged)).toEqual({
      perSquare: 1,
      count: 6,
      owner: Int32Array.of(7, 2, -1, 7, 2, 2),
      kind: Uint8Array.of(FULL, FULL, FREE, PARTIAL, FULL, FULL),
    });
    expect([...squaresOf(reserved).kind]).toEqual([FULL, PARTIAL, RESERVED, RESERVED, FREE, FREE]);
  });

  test("stand for several blocks where there are more than twenty thousand", () => {
    const blocks = Array.from({ length: 20_001 }, (_, block) =>
      block < 3 ? ([1, 16] as const) : free,
    );
    const squares = squaresOf(mapOf(blocks));
    expect([squares.perSquare, squares.count]).toEqual([2, 10_001]);
    // Of the second pair the first block is request 1's, the other nobody's.
    expect([...squares.owner.slice(0, 3)]).toEqual([1, 1, -1]);
    expect([...squares.kind.slice(0, 3)]).toEqual([FULL, FULL, FREE]);
  });

  test("of few blocks are large, of many small: in 16 columns or up to 128", () => {
    expect(gridOf(60, 384)).toEqual({ columns: 16, rows: 4, side: 24, width: 384, height: 96 });
    expect(gridOf(12_800, 384)).toEqual({
      columns: 128,
      rows: 100,
      side: 3,
      width: 384,
      height: 300,
    });
  });

  test("are found by place, and walked with arrow keys", () => {
    const grid = gridOf(60, 384);
    expect(squareAt(grid, 60, [25, 30])).toBe(17);
    expect(squareAt(grid, 60, [380, 90])).toBeUndefined();
    expect(stepped(grid, 60, { from: 17, key: "ArrowDown" })).toBe(33);
    expect(stepped(grid, 60, { from: 17, key: "ArrowLeft" })).toBe(16);
    expect(stepped(grid, 60, { from: 3, key: "ArrowUp" })).toBe(3);
  });

  test("of neighbouring requests have different tints", () => {
    const tints = Array.from({ length: 200 }, (_, request) => tintOf(request));
    expect(new Set(tints)).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(tints.filter((tint, at) => tint === tints[at + 1])).toEqual([]);
  });
});

describe("what requests hold", () => {
  test("is counted in blocks, tokens and waste", () => {
    expect(holdingsOf(paged)).toEqual([
      { request: 2, blocks: 3, stored: 48, wasted: 0 },
      { request: 7, blocks: 2, stored: 21, wasted: 11 },
    ]);
    expect(usageOf(reserved)).toEqual({ held: 64, stored: 21, share: 21 / 64, requests: 1 });
  });

  test("is told of a block", () => {
    const holdings = new Map(holdingsOf(paged).map((holding) => [holding.request, holding]));
    expect(blockInWords(paged, 3, holdings)).toBe(
      "Block 3: r7, 5 of 16 tokens. r7 holds 2 blocks with 21 tokens.",
    );
    expect(blockInWords(paged, 2, holdings)).toBe("Block 2 is free.");
  });

  test("is told of a layout", () => {
    expect(heldInWords(reserved)).toBe("1 request is in it, 3 wait");
    expect(shareInWords("paged", usageOf(paged))).toMatch(/^86.% .* 14.% is lost/);
    expect(shareInWords("contiguous", usageOf(reserved))).toMatch(/^33.% .* 67.% is kept/);
    expect(shareInWords("paged", usageOf(mapOf([free])))).toBe("Nothing is held at this instant.");
  });
});

describe("the worth of pages", () => {
  test("is how many times the requests the same memory holds", () => {
    expect(ratioInWords(paged, reserved)).toBe(
      "Same memory, 2.0 times the requests, and none waits.",
    );
    expect(ratioInWords({ ...paged, waiting: 1 }, reserved)).toBe(
      "Same memory, 2.0 times the requests.",
    );
  });

  test("ends where pages run out too", () => {
    const full = mapOf(
      [
        [1, 16],
        [2, 16],
        [3, 16],
      ],
      { waiting: 2 },
    );
    expect(ratioInWords(full, reserved)).toBe(
      "Same memory, 3.0 times the requests. Then even pages run out.",
    );
  });

  test("is not claimed where both hold as many, or pages have done their work", () => {
    const one = mapOf([[7, 16], free]);
    expect(ratioInWords(one, { ...reserved, waiting: 0 })).toBe(
      "Memory is not the limit here: both hold all that came.",
    );
    expect(ratioInWords(one, reserved)).toBe(
      "Both hold 1 at this instant; reserved whole, 3 wait.",
    );
    expect(ratioInWords(mapOf([free]), reserved)).toBe(
      "In pages 0 are left and reserved whole 1: those in pages end sooner.",
    );
    expect(ratioInWords(mapOf([free]), mapOf([free]))).toBe(
      "Nothing is in memory at this instant.",
    );
  });
});
