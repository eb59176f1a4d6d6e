/** Explanations: a step, a GPU's memory, what there is to choose from, a scenario to start from. */

export { borrowedInWords } from "../cost/calibration/borrowed.ts";
export { gpusInWords } from "../machine/gpu.ts";
export type { AskedStep } from "./asked-step.ts";
export {
  type Explanation,
  explain,
  explanationJson,
  type Question,
} from "./explanation.ts";
export {
  attentionInWords,
  type Cell,
  type ListColumn,
  type Listing,
  listGpus,
  listingCsv,
  listingJson,
  listModels,
  listPolicies,
} from "./listing.ts";
export {
  answerMemory,
  bindingStage,
  type HeldAt,
  heldCsv,
  type MemoryAnswer,
  type MemoryQuestion,
  memoryJson,
} from "./memory.ts";
export { type MemoryRoof, memoryRoof, type Ridge } from "./memory-roof.ts";
export { operatorCsv } from "./operator-table.ts";
export { type Bound, bounds, type ExplainedOperator } from "./operators.ts";
export {
  lettersOf,
  type RooflineChart,
  rooflineChart,
  type Titles,
} from "./roofline/chart.ts";
export { rooflineInText, type TextSize } from "./roofline/in-text.ts";
export {
  boxesAlong,
  type Frame,
  type Labelled,
  type Placed,
  placeLabels,
} from "./roofline/labels.ts";
export { rooflineSvg } from "./roofline/svg.ts";
export { type Start, starter, starterText } from "./starter.ts";
export {
  type ExplainedStage,
  type ExplainedStep,
  explainStep,
  hostPace,
  type StepQuestion,
} from "./step.ts";
