/** Before the tests of the page: a build that is no older than its sources, and a browser. */
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import freshBuild from "../fresh-build.ts";
import { browserPath } from "./browser.ts";

export default async function setUp(): Promise<void> {
  // The packaged browser unpacks itself there, once for each version of it.
  const folder = join(tmpdir(), "rooflight-chromium-143.0.4");
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  freshBuild();
  process.env.CHROMIUM = await browserPath();
}
