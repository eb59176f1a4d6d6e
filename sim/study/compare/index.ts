/** Comparisons: several scenarios under the same random numbers. */

// What those who read variants and write tables of them need.
export { text as csvText } from "../../observe/csv.ts";
export { setsNothing, type VariantSpec } from "../../scenario/schema.ts";
export {
  type ComparisonOptions,
  ContenderError,
  compareContenders,
  REPLICATIONS,
} from "./compare.ts";
export type {
  Band,
  Causes,
  CompareVerdict,
  Comparison,
  Contender,
  ContenderFigures,
  Difference,
  FigureChange,
  GroupDifference,
  RunCompared,
} from "./comparison.ts";
export {
  type ComparedFigure,
  comparedFigures,
  type FiguresCompared,
  isBetterLow,
} from "./figures.ts";
export { boundsInHundredths, signedHundredths } from "./hundredths.ts";
