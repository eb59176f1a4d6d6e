/** What a page is busy with: its tasks on the main thread, and the frames that it shows. */
import type { Browser, Page } from "playwright-core";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Time of the processor that it took, in microseconds: that of other programs is not in it. */
  tdur?: number;
  args: { name?: string };
}

/** How long each task on the main thread took meanwhile, in milliseconds; longest first. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString());
  const events: TraceEvent[] = trace.traceEvents;
  const placeOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const isMain = ({ name, args }: TraceEvent) =>
    name === "thread_name" && args.name === "CrRendererMain";
  const main = new Set(events.filter(isMain).map(placeOf));
  return events
    .filter((event) => event.ph === "X" && event.name.endsWith("RunTask"))
    .filter((event) => main.has(placeOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a);
}

/** Milliseconds from each frame to the next meanwhile; shortest first. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<number[]> {
  const stop = await page.evaluateHandle(() => {
    const frames: number[] = [];
    let before: number | undefined;
    let next = 0;
    const frame = (now: number): void => {
      if (before !== undefined) frames.push(now - before);
      before = now;
      next = requestAnimationFrame(frame);
    };
    next = requestAnimationFrame(frame);
    return () => {
      cancelAnimationFrame(next);
      return frames;
    };
  });
  await act();
  const frames = await stop.evaluate((stop) => stop());
  await stop.dispose();
  return frames.sort((a, b) => a - b);
}
