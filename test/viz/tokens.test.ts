/** One request token by token: gaps, what they went to, and what is said of the longest. */
import { describe, expect, test } from "vitest";
import { type Part, parts, type TokenColumns } from "../../sim/index.ts";
import { tokens, tokensPerBar } from "../../viz/chart/tokens.ts";
import { decodeParts } from "../../viz/data/ledger-parts.ts";
import { longestGap, tokenGaps } from "../../viz/data/token-gaps.ts";
import { tokenTable } from "../../viz/data/token-table.ts";
import { gapInWords } from "../../viz/data/token-words.ts";
import { THIN } from "../../viz/format.ts";
import { drawingIn } from "./drawing.ts";
import { handMadeRun } from "./hand-made-run.ts";

type Token = Partial<Record<Part, number>>;

/** Tokens of request 0, the first one after a second; each has its parts. */
function tokensOf(...later: Token[]): TokenColumns {
  const all: Token[] = [{ prefill: 1 }, ...later];
  let now = 0;
  const at = all.map((token) => {
    for (const seconds of Object.values(token)) now += seconds;
    return now;
  });
  return {
    request: 0,
    count: all.length,
    at: Float64Array.from(at),
    step: Int32Array.from(all, (_, step) => step),
    parts: Float64Array.from(all.flatMap((token) => parts.map((part) => token[part] ?? 0))),
    batch: Int32Array.from(all, () => 2),
  };
}

const usual = { decode_weights: 0.25, decode_activations: 0.125 };
const run = handMadeRun([
  { arrival: 0, ttft: 1, e2el: 9, pieces: [[0, 1]], again: [[4, 5]] },
  { arrival: 1, ttft: 1, e2el: 9, pieces: [[1.5, 2.25]] },
]);
const beside = tokensOf(usual, { ...usual, others_prefill: 0.75 }, usual);

describe("gaps", () => {
  const gaps = tokenGaps(run, beside);

  test("are those between tokens, with causes of one hue together", () => {
    expect([...gaps.gap]).toEqual([0.375, 1.125, 0.375]);
    expect([...gaps.parts.subarray(0, 2)]).toEqual([0.375, 0]);
  });

  test("are the sum of their parts", () => {
    for (let g = 0; g < gaps.count; g++) {
      const row = gaps.parts.subarray(g * decodeParts.length, (g + 1) * decodeParts.length);
      expect(row.reduce((sum, seconds) => sum + seconds, 0)).toBe(gaps.gap[g]);
    }
  });

  test("are in a table, in milliseconds", () => {
    const { columns, rows } = tokenTable(gaps);
    const second = [...rows][1]!;
    const cell = (name: string) => second[columns.indexOf(name)];
    expect([cell("token"), cell("at_s"), cell("gap_ms")]).toEqual([3, 2.5, 1125]);
    expect(cell("prompts of others, ms")).toBe(750);
  });
});

describe("of the longest gap is said that", () => {
  const said = (columns: TokenColumns): string => {
    const gaps = tokenGaps(run, columns);
    return gapInWords(run, gaps, longestGap(gaps)!);
  };
  test("a prompt was computed beside it", () => {
    expect(said(beside)).toBe(
      `token 3 waited 1.13${THIN}s: 100 tokens of a prompt were computed beside it`,
    );
  });
  test("it was preempted, with the computing again apart from the wait", () => {
    // It comes at 5.375 s, of which the step from 4 to 5 s computed its prompt again.
    const paused = tokensOf(usual, { preempted: 4 }, usual);
    expect(said(paused)).toBe(
      `token 3 waited 4.00${THIN}s: preempted, it waited for KV blocks to start again`,
    );
    const gaps = tokenGaps(run, paused);
    const keys = decodeParts.map(({ key }) => key);
    const row = gaps.parts.subarray(decodeParts.length, 2 * decodeParts.length);
    expect([row[keys.indexOf("preempted")], row[keys.indexOf("again")]]).toEqual([3, 1]);
  });
  test("more of a usual part went to it", () => {
    expect(said(tokensOf(usual, { ...usual, decode_host: 0.5 }, usual))).toBe(
      `token 3 waited 875${THIN}ms, more than others for launch and host`,
    );
  });
  test("there is none where there is one token", () => {
    expect(longestGap(tokenGaps(run, tokensOf()))).toBeUndefined();
  });
});

describe("a drawing", () => {
  const context = drawingIn({ width: 900 }).context;
  const gaps = tokenGaps(run, beside);
  const svg = tokens({ gaps, objective: 0.5, said: "token 3 waited" }, context);

  test("has a bar for each gap, in the hues of its parts", () => {
    const bars = (part: string): number =>
      svg.querySelector(`[data-part="${part}"]`)?.getAttribute("d")?.split("M").slice(1).length ??
      0;
    expect([bars("weights"), bars("others_prefill"), bars("kv")]).toEqual([3, 1, 0]);
    expect(svg.querySelectorAll(".slo")).toHaveLength(1);
  });

  test("has no more bars than there is room for", () => {
    expect(tokensPerBar({ count: 450 }, context)).toBe(1);
    expect(tokensPerBar({ count: 451 }, context)).toBe(2);
  });

  test("is the picture that it was", async () => {
    await expect(svg.outerHTML).toMatchFileSnapshot("pictures/tokens.svg");
  });
});
