/** A drawing that stands alone: whatever it borrows from the page's sheets is written into it. */
import type { Palette } from "../palette.ts";

/** The faces that a sheet asks for by name. */
export const faces: Readonly<Record<string, string>> = {
  serif: "'Source Serif 4', Georgia, 'Times New Roman', serif",
  sans: "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  mono: "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace",
};

/** Puts values in the place of `var(--name)`; of what has none, what it falls back on. */
export const withValues = (style: string, palette: Palette): string =>
  style.replaceAll(/var\(--([\w-]+)(?:,\s*([^()]*))?\)/g, (whole, name: string, fallback) => {
    const value = (palette as Readonly<Record<string, string>>)[name] ?? faces[name];
    return value ?? fallback ?? whole;
  });

/** The same in all attributes of a drawing. */
export function fixColours(drawing: Element, palette: Palette): void {
  for (const element of [drawing, ...drawing.querySelectorAll("*")])
    for (const { name, value } of [...element.attributes])
      if (value.includes("var(--")) element.setAttribute(name, withValues(value, palette));
}
