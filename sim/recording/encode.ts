/**
 * A record as bytes, and back: a head in JSON, and after it the arrays as they lie in memory.
 *
 *     bytes 0–7   "ROOFRUN" and a zero
 *     8–11        version, 12–15: bytes of the head; both little-endian, as the arrays are
 *     16–         the head, in UTF-8, filled up with blanks to a multiple of 8
 *     then        each array, at a multiple of 8
 *
 * The head is the record with each array replaced by where it lies.
 */

import { aligned, lay, packed, typedArraysOf, unpacked } from "../kernel/packed.ts";
import type { RunRecord } from "./run-record.ts";

/** It changes with whatever `RunRecord` holds. */
export const RECORD_VERSION = 1;

const MAGIC = "ROOFRUN\0";
const HEAD = 16;

/** The memory of a record, each piece once: what moves when it is handed to another thread. */
export const buffersOf = (record: RunRecord): ArrayBuffer[] => [
  ...new Set(typedArraysOf(record).map(({ buffer }) => buffer as ArrayBuffer)),
];

export function encodeRecord(record: RunRecord): Uint8Array<ArrayBuffer> {
  const { value, arrays, size } = packed(record);
  const head = new TextEncoder().encode(JSON.stringify({ size, record: value }));
  const from = aligned(HEAD + head.length);
  const bytes = new Uint8Array(from + size);
  bytes.fill(BLANK, HEAD, from);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, RECORD_VERSION, true);
  view.setUint32(12, from - HEAD, true);
  bytes.set(head, HEAD);
  lay(arrays, bytes.subarray(from));
  return bytes;
}

/**
 * The arrays of the record are views of the bytes where those begin at a multiple of 8.
 *
 * @throws Error, in words, where the bytes are no record of this version.
 */
export function decodeRecord(bytes: Uint8Array): RunRecord {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (bytes.length < HEAD || magic !== MAGIC) throw new Error("This is not a recorded run.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== RECORD_VERSION) {
    throw new Error(
      `This run was recorded by another version of Rooflight: its format is ${version}, ` +
        `and this one reads ${RECORD_VERSION}. Run the scenario again.`,
    );
  }
  const from = HEAD + view.getUint32(12, true);
  const { size, record } = readHead(bytes.subarray(HEAD, from));
  const whole = from + size;
  if (whole !== bytes.length) {
    throw new Error(
      `This recorded run is damaged: it has ${bytes.length} bytes, and should have ${whole}.`,
    );
  }
  try {
    return unpacked(record, inPlace(bytes.subarray(from))) as RunRecord;
  } catch {
    throw new Error("This recorded run is damaged: its columns lie outside of it.");
  }
}

/** These bytes at a multiple of 8, as arrays need it: where they are, if they lie so. */
const inPlace = (bytes: Uint8Array): Uint8Array =>
  bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);

interface Head {
  /** Bytes of all arrays. */
  size: number;
  record: unknown;
}

function readHead(bytes: Uint8Array): Head {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Head;
  } catch {
    throw new Error("This recorded run is damaged: its head cannot be read.");
  }
}

const BLANK = 0x20;
