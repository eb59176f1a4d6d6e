/**
 * Turns: drawings, and what must be computed for them, wait in one line and a frame takes as many
 * as fit into it, so that a change that concerns all charts never holds up the page.
 *
 * What is far from the eye waits in another line, until the page rests.
 */

/** Milliseconds of a frame that drawing may take before the rest waits for the next. */
const BUDGET = 8;
/** After so many milliseconds the next one of those that are far is drawn, rest or no rest. */
const LATEST = 300;

const waiting = new Set<() => void>();
const far = new Set<() => void>();

/** Does something before one of the next frames, after all that waits already. */
export function inTurn(job: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(doSome);
  waiting.add(job);
}

/** Does something once the page rests. */
export function atRest(job: () => void): void {
  if (far.size === 0) whenItRests(doOne);
  far.add(job);
}

/** What waits for a rest waits for the next frames instead, if it does wait. */
export function hurry(job: () => void): void {
  if (far.delete(job)) inTurn(job);
}

function doSome(): void {
  const start = performance.now();
  try {
    for (const job of waiting) {
      waiting.delete(job);
      job();
      if (performance.now() - start > BUDGET) break;
    }
  } finally {
    if (waiting.size > 0) requestAnimationFrame(doSome);
  }
}

function doOne(): void {
  const [job] = far;
  if (job === undefined) return;
  far.delete(job);
  try {
    job();
  } finally {
    if (far.size > 0) whenItRests(doOne);
  }
}

const whenItRests = (run: () => void): void => {
  // Not every browser tells.
  if ("requestIdleCallback" in window) window.requestIdleCallback(run, { timeout: LATEST });
  else setTimeout(run, LATEST);
};
