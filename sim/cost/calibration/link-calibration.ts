/**
 * The calibration of one kind of link: what collectives reach over it.
 *
 * Constants are shares of the link's data-sheet rate, so that they carry over to other GPUs with
 * such links. The files in `links/` are generated from tables by
 * `rooflight calibrate`.
 */
import type { CollectiveConstants, Operation } from "../collective.ts";
import type { Fit } from "./calibration.ts";

/** What is fitted over a link; `one-shot` and `two-shot` are the engine's own all-reduce. */
export type CollectiveTable = "one-shot" | "two-shot" | Operation;

export interface LinkCalibration {
  /** Links that it is used for first of all, as `machine/link.ts` names them. */
  link: string;
  /** The machine that was measured. */
  measured: string;
  source: string;
  /** A table that is absent was not measured, or has no use over such a link. */
  tables: Partial<Record<CollectiveTable, Fit<CollectiveConstants>>>;
}
