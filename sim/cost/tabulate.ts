/** Price tables of operators: what a count of tokens, or of anything else, stands for. */
import type { Operator } from "./operators/index.ts";
import { PriceTable } from "./price-table.ts";
import { charge, type Roofs, roofOf } from "./roofline.ts";

/** A table of the operators of a count. */
export const tabulate = (roofs: Roofs, operators: (count: number) => Operator[]): PriceTable =>
  new PriceTable((count, byCause) => {
    for (const operator of operators(count)) charge(operator, roofOf(operator, roofs), byCause);
  });
