/** The table behind a figure, opened from its menu. */
import type { Page } from "playwright-core";

/** Its rows, cell by cell. */
export async function tableBehind(page: Page, id: string): Promise<string[][]> {
  const figure = page.locator(`#${id}`);
  await figure.getByRole("button", { name: /^Table and downloads/ }).click();
  await page.locator(".menu:popover-open").getByRole("button", { name: "Table" }).click();
  await figure.locator("tbody tr").first().waitFor();
  return figure
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
    );
}
