/**
 * The page as a file that opens from disk, with something in it to open on.
 *
 * What is put in is Base64 of gzip, which holds no character that HTML knows, so nothing that a
 * scenario says can end its element or become markup.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Refusal } from "../exit.ts";
import { packageFolder } from "../files/package-folder.ts";

/** The page as it was built. @param asked after `--report` */
export function readPage(asked: string): string {
  const home = packageFolder();
  try {
    return readFileSync(join(home ?? "", "dist", "rooflight.html"), "utf8");
  } catch {
    throw new Refusal(
      `--report ${asked}: the page itself, dist/rooflight.html, is not in this build: ` +
        "npm run build makes it",
    );
  }
}

/** The page in pieces, the bytes among them at the end of its body. */
export function withBytes(page: string, id: "run" | "saved-study", bytes: Uint8Array): string[] {
  const end = page.lastIndexOf("</body>");
  const packed = gzipSync(bytes).toString("base64");
  return [
    page.slice(0, end),
    `<script type="application/octet-stream" id="${id}">`,
    packed,
    "</script>\n",
    page.slice(end),
  ];
}
