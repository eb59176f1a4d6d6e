/** What a page does to those who hear it, or see it badly. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Serious faults that axe finds on a page as it is now, each with its elements. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}
