/** Files as text, unpacked where they are gzip. */
import type { Given } from "./kind.ts";

/** Bytes; a browser's strings end not far above. */
const MOST = 400e6;

export async function readFiles(files: readonly File[]): Promise<(Given | { trouble: string })[]> {
  return Promise.all(files.map(read));
}

async function read(file: File): Promise<Given | { trouble: string }> {
  const { name, size } = file;
  if (size > MOST) return { trouble: `${name} has ${Math.round(size / 1e6)} MB: 400 MB are most.` };
  try {
    if (!/\.gz$/i.test(name)) return { name, text: await file.text() };
    const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
    return { name: name.replace(/\.gz$/i, ""), text: await new Response(unpacked).text() };
  } catch {
    return { trouble: `${name} cannot be read: it may be damaged, or a folder.` };
  }
}
