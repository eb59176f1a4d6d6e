import type { Router } from "./router.ts";

/** Each engine in turn. */
export const roundRobin = (): Router => {
  let next = 0;
  return {
    route(_request, view) {
      const chosen = next % view.engines.length;
      next = chosen + 1;
      return chosen;
    },
  };
};
