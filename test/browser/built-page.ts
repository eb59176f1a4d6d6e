/** The page as `npm run build` makes it, opened from disk. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const builtPage = pathToFileURL(resolve("dist/rooflight.html")).href;
