/**
 * The palette: a hue is the resource being spent, everywhere.
 *
 * Blue is bytes from memory, amber arithmetic, orchid the wire, grey nobody working, red a broken
 * objective. Nothing else may use them: selection is ink. `test/viz/palette.test.ts` recomputes
 * contrasts and the distances that colour-blind eyes see.
 */

export const light = {
  paper: "#fbfaf7",
  sunk: "#f4f2ec",
  ink: "#1b1f25",
  "ink-2": "#4d545c",
  "ink-3": "#686e76",
  rule: "#dcd8ce",
  grid: "#ebe8e0",
  hatch: "#b9b4a8",
  weights: "#1f57a6",
  kv: "#68a6e6",
  "kv-line": "#2f78c4",
  mm: "#c87510",
  attn: "#f0be5e",
  "attn-line": "#b07a10",
  coll: "#b06aad",
  bubble: "#7f848b",
  host: "#b0b3b8",
  idle: "#e9e6df",
  miss: "#ad0f27",
  "pol-b": "#00765a",
  "t-mem": "#164a93",
  "t-mem2": "#2a6cb3",
  "t-math": "#9a5700",
  "t-wire": "#84438a",
} as const;

export type Token = keyof typeof light;
export type Palette = Readonly<Record<Token, string>>;

export const dark: Palette = {
  paper: "#14171b",
  sunk: "#1a1e23",
  ink: "#ece9e3",
  "ink-2": "#b6bac0",
  "ink-3": "#8f959d",
  rule: "#343a42",
  grid: "#23282e",
  hatch: "#4a5159",
  weights: "#4877d0",
  kv: "#a6cbf7",
  "kv-line": "#a6cbf7",
  mm: "#c07a30",
  attn: "#f2d489",
  "attn-line": "#f2d489",
  coll: "#d98ac0",
  bubble: "#858b94",
  host: "#565b62",
  idle: "#2b3036",
  miss: "#ff6f74",
  "pol-b": "#5fd6aa",
  "t-mem": "#8fb4f5",
  "t-mem2": "#b3d4fb",
  "t-math": "#e0a05a",
  "t-wire": "#d79ed8",
};

/** A theme's tokens as CSS custom properties: `--paper: #fbfaf7; …`. */
export const declarations = (palette: Palette): string =>
  Object.entries(palette)
    .map(([token, colour]) => `--${token}: ${colour};`)
    .join(" ");

/** The style sheet of both themes: the system's choice, unless the page's root says otherwise. */
export const themes = (): string => `
:root { color-scheme: light; ${declarations(light)} }
:root[data-theme="dark"] { color-scheme: dark; ${declarations(dark)} }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) { color-scheme: dark; ${declarations(dark)} }
}
:root[data-paper] { color-scheme: light; ${declarations(light)} }
@media print {
  :root:not([data-theme]), :root[data-theme] { color-scheme: light; ${declarations(light)} }
}`;
