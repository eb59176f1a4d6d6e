import type { Router, RouterParts } from "./router.ts";

/** Any engine, all equally likely. */
export const random = (parts: RouterParts): Router => ({
  route: (_request, view) => parts.random.below(view.engines.length),
});
