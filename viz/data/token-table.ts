/** Tokens of one request as a table: when each came, and what its gap went to. */
import { decodeParts } from "./ledger-parts.ts";
import type { Table } from "./table.ts";
import type { TokenGaps } from "./token-gaps.ts";

export const tokenTable = (gaps: TokenGaps): Table => ({
  columns: ["token", "at_s", "gap_ms", "batch", ...decodeParts.map(({ label }) => `${label}, ms`)],
  rows: rows(gaps),
});

function* rows({ count, at, gap, batch, parts }: TokenGaps): Generator<number[]> {
  const width = decodeParts.length;
  for (let g = 0; g < count; g++)
    yield [
      g + 2,
      Number(at[g]!.toFixed(6)),
      inMs(gap[g]!),
      batch[g]!,
      ...Array.from(parts.subarray(g * width, (g + 1) * width), inMs),
    ];
}

const inMs = (seconds: number): number => Number((1000 * seconds).toFixed(3));
