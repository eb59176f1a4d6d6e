/** The table behind the maps: what each request holds, in each layout. */
import type { BlockMap } from "../../../sim/index.ts";
import { holdingsOf } from "../../data/blocks.ts";
import type { Table } from "../../data/table.ts";
import { layoutNames } from "./words.ts";

export const blocksTable = (maps: readonly BlockMap[]): Table => ({
  columns: ["layout", "request", "blocks", "tokens stored", "wasted tokens"],
  rows: maps.flatMap((map) =>
    holdingsOf(map).map(({ request, blocks, stored, wasted }): (string | number)[] => [
      layoutNames[map.layout],
      `r${request}`,
      blocks,
      stored,
      wasted,
    ]),
  ),
});
