/** Recordings: a run as columns for whoever draws it, and what a replay of it tells. */

export { type ExportedTables, recordFromCsv } from "./csv/record-from-csv.ts";
export { buffersOf, decodeRecord, encodeRecord, RECORD_VERSION } from "./encode.ts";
export { type Origin, Recording } from "./recording.ts";
export { BlockReplay, type Instant } from "./replay/blocks.ts";
export type {
  BlockMap,
  StageColumns,
  StepColumns,
  TileColumns,
  TokenColumns,
} from "./replay/details.ts";
export type { ReplayOptions } from "./replay/replay.ts";
export { StepReplay, type StepWindow } from "./replay/steps.ts";
export { TileReplay, type TileWindow } from "./replay/tiles.ts";
export { TokenReplay, type WhichRequest } from "./replay/tokens.ts";
export {
  finishReasons,
  type GapColumns,
  GOOD,
  type PauseColumns,
  type PieceColumns,
  type RecordedEngine,
  type RequestColumns,
  type RunRecord,
  type TimelineColumns,
} from "./run-record.ts";
export { decodeSavedRun, encodeSavedRun, type SavedRun } from "./saved-run.ts";
export {
  decodeSavedStudy,
  encodeSavedStudy,
  type SavedStudy,
  STUDY_VERSION,
  type StudiedRun,
  studyKinds,
} from "./saved-study.ts";
