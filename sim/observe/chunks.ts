/**
 * Chunks: long text in pieces that a file, a pipe or a Blob takes well.
 *
 * Building the text of a million rows at once would cost a gigabyte.
 */

/** Characters after which a chunk is handed on. */
const CHUNK = 64 * 1024;

/** The same text in fewer, larger pieces. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
