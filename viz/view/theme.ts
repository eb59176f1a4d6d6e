/** The theme: the system's, light, or dark; remembered where the browser lets us. */
import type { Page, State } from "../state.ts";
import { make } from "./make.ts";

type Theme = State["theme"];
const KEY = "rooflight-theme";
const next: readonly Theme[] = [undefined, "light", "dark"];

/** Half a sun, a sun, a moon. */
const drawings: Readonly<Record<"system" | "light" | "dark", string>> = {
  system: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 1 1 0 11",
  light: "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5L13 13",
  dark: "M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z",
};

export function themeButton({ document, store }: Page): HTMLButtonElement {
  const button = make(document, "button", "button plain theme");
  button.type = "button";
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of [
    ["width", "16"],
    ["height", "16"],
    ["viewBox", "0 0 16 16"],
  ] as const)
    svg.setAttribute(key, value);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  button.append(svg);

  const show = (): void => {
    const { theme } = store.get();
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    path.setAttribute("d", drawings[theme ?? "system"]);
    button.setAttribute("aria-label", `Theme: ${theme ?? "as the system"}`);
    button.title = `Theme: ${theme ?? "as the system"}`;
  };
  button.addEventListener("click", () => {
    const theme = next[(next.indexOf(store.get().theme) + 1) % next.length];
    remember(theme);
    store.set({ theme });
  });
  store.set({ theme: remembered() });
  store.on(["theme"], show);
  show();
  return button;
}

/** Storage is closed to some pages that come from disk; the theme is not worth a complaint. */
function remembered(): Theme {
  try {
    return next.find((theme) => theme !== undefined && theme === localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    if (theme === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // As above.
  }
}
