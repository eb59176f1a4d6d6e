/** The operators of a step: their FLOPs and bytes. */
export { attentionOperators } from "./attention.ts";
export { type Grouped, groupedOperators, type Kept } from "./grouped.ts";
export { LOGIT_BYTES, logitOperators } from "./logits.ts";
export { type Kind, kinds, type Operator, type Phase } from "./operator.ts";
export {
  busiestOf,
  exchangeOperators,
  type StepCounted,
  stepOperators,
  tokenOperators,
  waveOf,
  waveOperators,
} from "./step.ts";
