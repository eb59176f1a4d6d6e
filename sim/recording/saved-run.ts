/**
 * A saved run: a record, and what it takes to run its scenario again, in one piece.
 *
 *     bytes 0–3   bytes of the head, little-endian
 *     4–          the head: JSON in UTF-8, filled up with blanks
 *     then        the record, as `encodeRecord` makes it, at a multiple of 8
 */
import { decodeRecord, encodeRecord } from "./encode.ts";
import type { RunRecord } from "./run-record.ts";

export interface SavedRun {
  record: RunRecord;
  /** Texts of the files that its scenario names, by name. */
  files: Readonly<Record<string, string>>;
  /** Why its scenario cannot be run again from this, in a sentence; null where it can. */
  fixed: string | null;
}

const LENGTH = 4;
const BLANK = 0x20;

export function encodeSavedRun({ record, ...head }: SavedRun): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const told = new Uint8Array(8 * Math.ceil((LENGTH + json.length) / 8) - LENGTH).fill(BLANK);
  told.set(json);
  const recorded = encodeRecord(record);
  const bytes = new Uint8Array(LENGTH + told.length + recorded.length);
  new DataView(bytes.buffer).setUint32(0, told.length, true);
  bytes.set(told, LENGTH);
  bytes.set(recorded, LENGTH + told.length);
  return bytes;
}

/** @throws Error, in words, where the bytes are no run that this version reads. */
export function decodeSavedRun(bytes: Uint8Array): SavedRun {
  const length =
    bytes.length < LENGTH
      ? 0
      : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const record = decodeRecord(bytes.subarray(LENGTH + length));
  const told = new TextDecoder().decode(bytes.subarray(LENGTH, LENGTH + length));
  return { ...(JSON.parse(told) as Omit<SavedRun, "record">), record };
}
