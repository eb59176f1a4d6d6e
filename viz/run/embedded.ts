/**
 * What came inside the page, if anything did: Base64 of gzip of a saved run, or of a saved study,
 * in a script element that no browser executes.
 *
 * It is unpacked piece by piece, so that the page is never held up by it.
 */
import {
  decodeSavedRun,
  decodeSavedStudy,
  type SavedRun,
  type SavedStudy,
} from "../../sim/index.ts";

/** Characters that are unpacked at once; a multiple of four, as Base64 has it. */
const PIECE = 2 ** 18;

/** @throws Error, in words, where it cannot be read. */
export const embeddedRun = async (document: Document): Promise<SavedRun | undefined> =>
  embedded(document, "run", decodeSavedRun);

/** @throws Error, in words, where it cannot be read. */
export const embeddedStudy = async (document: Document): Promise<SavedStudy | undefined> =>
  embedded(document, "saved-study", decodeSavedStudy);

async function embedded<T>(
  document: Document,
  id: "run" | "saved-study",
  decode: (bytes: Uint8Array) => T,
): Promise<T | undefined> {
  const element = document.getElementById(id);
  if (element === null) return undefined;
  const text = element.textContent ?? "";
  // It is read once, and large.
  element.remove();
  return decode(await unpacked(text, id === "run" ? "run" : "study"));
}

async function unpacked(base64: string, what: string): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  const [bytes] = await Promise.all([
    new Response(readable).arrayBuffer(),
    fill(writable.getWriter(), base64),
  ]).catch(() => {
    throw new Error(`The ${what} in this page is damaged: write it again with --report.`);
  });
  return new Uint8Array(bytes);
}

async function fill(writer: WritableStreamDefaultWriter<BufferSource>, base64: string) {
  for (let at = 0; at < base64.length; at += PIECE) {
    await writer.write(bytesOf(base64.slice(at, at + PIECE)));
    await breathe();
  }
  await writer.close();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Lets others have a turn; a timer would make them wait for 4 ms. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
