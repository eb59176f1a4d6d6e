import { expect, test } from "vitest";
import { BusiestSecond } from "../../sim/observe/busiest-second.ts";

test("tokens are counted in seconds from the first arrival", () => {
  const busiest = new BusiestSecond();
  busiest.opened(0.5, 0.6);
  busiest.produced(3, 0, 1.4);
  busiest.produced(4, 0, 1.5);
  busiest.produced(5, 0, 2.4);
  busiest.produced(2, 0, 7);
  // Seconds run 0.5–1.5, 1.5–2.5, …: 3, 4 + 5, 2.
  expect(busiest.mostTokens).toBe(9);
});

test("two requests that follow each other within a second count as two, as in vLLM", () => {
  const busiest = new BusiestSecond();
  busiest.opened(0, 0);
  busiest.produced(1, 1, 0.2);
  busiest.opened(0.3, 0.3);
  busiest.produced(1, 1, 0.4);
  expect(busiest.mostRequests).toBe(2);
});

test("a request still open counts in the next second, one that is closed does not", () => {
  const busiest = new BusiestSecond();
  busiest.opened(0, 0);
  busiest.opened(0, 0);
  busiest.produced(1, 1, 0.5);
  busiest.opened(1.5, 1.5);
  busiest.opened(1.5, 1.5);
  expect(busiest.mostRequests).toBe(3);
});
