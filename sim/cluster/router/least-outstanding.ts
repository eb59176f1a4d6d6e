import type { Router } from "./router.ts";

/** The engine with the fewest requests waiting and running; the first of equals. */
export const leastOutstanding = (): Router => ({
  route(_request, view) {
    const { engines } = view;
    let least = 0;
    for (let i = 1; i < engines.length; i++) {
      if (engines[i]!.outstanding < engines[least]!.outstanding) least = i;
    }
    return least;
  },
});
