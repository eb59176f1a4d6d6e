/**
 * A tree of plain values as bytes, and back: how it waits or travels outside of any process.
 *
 *     bytes 0–7   of the head, little-endian, as the arrays are
 *     8–          the head: the tree without its typed arrays, in JSON, filled up with blanks
 *     then        each array, at a multiple of 8
 */
import { aligned, lay, packed, unpacked } from "./packed.ts";

const HEAD = 8;
const BLANK = 0x20;

export function encodeTree(tree: unknown): Uint8Array<ArrayBuffer> {
  const { value, arrays, size } = packed(tree);
  const head = new TextEncoder().encode(JSON.stringify(value));
  const from = aligned(HEAD + head.length);
  const bytes = new Uint8Array(from + size);
  bytes.fill(BLANK, HEAD, from);
  new DataView(bytes.buffer).setUint32(0, from - HEAD, true);
  bytes.set(head, HEAD);
  lay(arrays, bytes.subarray(from));
  return bytes;
}

/** @throws Error where the bytes are no such tree. */
export function decodeTree(bytes: Uint8Array): unknown {
  // Arrays are views of the bytes, and those begin at a multiple of 8 in memory of their own. It is
  // not had by slice(), which Node's buffers understand otherwise.
  const own = new Uint8Array(bytes);
  const from = own.length < HEAD ? HEAD : HEAD + new DataView(own.buffer).getUint32(0, true);
  try {
    const head = new TextDecoder("utf-8", { fatal: true }).decode(own.subarray(HEAD, from));
    return unpacked(JSON.parse(head), own.subarray(from));
  } catch {
    throw new Error("These bytes are no tree of values.");
  }
}
