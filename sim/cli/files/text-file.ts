/**
 * Text files of the user's: read whole, and refused with a place where they are no text.
 */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { Refusal } from "../exit.ts";

export interface TextFile {
  bytes: Buffer;
  text: string;
}

/**
 * @param name by which messages speak of the file
 * @throws Refusal where it holds no UTF-8; the system's own error where it cannot be read
 */
export function readText(path: string, name: string): TextFile {
  const bytes = readFileSync(path);
  const packed = signatures.find(({ start }) => start.every((byte, at) => bytes[at] === byte));
  if (packed) throw new Refusal(`${name}:1:1  is ${packed.what}`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const start = bytes.lastIndexOf(LINE_FEED, nul) + 1;
    const column = bytes.subarray(start, nul).toString("utf8").length + 1;
    const place = `${name}:${lineOf(bytes, start)}:${column}`;
    throw new Refusal(`${place}  is a NUL byte: the file is no text, or UTF-16; save it as UTF-8`);
  }
  if (!isUtf8(bytes)) throw new Refusal(`${name}:${firstFault(bytes)}  is not UTF-8: save it so`);
  return { bytes, text: bytes.toString("utf8") };
}

const LINE_FEED = 0x0a;

/** How files begin that others packed or encoded. */
const signatures = [
  { start: [0x1f, 0x8b], what: "compressed by gzip: unpack the file first" },
  { start: [0x28, 0xb5, 0x2f, 0xfd], what: "compressed by zstd: unpack the file first" },
  { start: [0x50, 0x4b, 0x03, 0x04], what: "a ZIP archive: unpack the file first" },
  { start: [0x50, 0x41, 0x52, 0x31], what: "Parquet: write the table as CSV first" },
  { start: [0xff, 0xfe], what: "UTF-16: save the file as UTF-8" },
  { start: [0xfe, 0xff], what: "UTF-16: save the file as UTF-8" },
];

/** `line:column` of the first byte that is no UTF-8; a line feed is part of no other character. */
function firstFault(bytes: Buffer): string {
  for (let start = 0, line = 1; ; line++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const whole = bytes.subarray(start, feed < 0 ? bytes.length : feed);
    if (!isUtf8(whole) || feed < 0) return `${line}:${wellFormed(whole) + 1}`;
    start = feed + 1;
  }
}

/** Characters of a line before the first that is broken, for which the decoder puts U+FFFD. */
function wellFormed(line: Buffer): number {
  const text = line.toString("utf8");
  let bytes = 0;
  for (let from = 0; ; ) {
    const at = text.indexOf("\ufffd", from);
    if (at < 0) return text.length;
    bytes += Buffer.byteLength(text.slice(from, at));
    const isWritten = line.subarray(bytes, bytes + 3).equals(REPLACEMENT);
    if (!isWritten) return at;
    bytes += 3;
    from = at + 1;
  }
}

/** U+FFFD as a file may hold it itself. */
const REPLACEMENT = Buffer.from("\ufffd");

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < offset; line++)
    at = bytes.indexOf(LINE_FEED, at + 1);
  return line;
}
