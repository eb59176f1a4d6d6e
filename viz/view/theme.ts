/** The theme: the system's, light, or dark; remembered where the browser lets us. */
import type { Page, State } from "../state.ts";
import { icon } from "./icon.ts";
import { make } from "./make.ts";

type Theme = State["theme"];
const KEY = "rooflight-theme";
const themes: readonly Theme[] = ["light", "dark"];

export function themeButton({ document, store }: Page): HTMLButtonElement {
  const button = make(document, "button", "button plain theme");
  const isDark = document.defaultView!.matchMedia("(prefers-color-scheme: dark)");
  const show = (): void => {
    const { theme } = store.get();
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.replaceChildren(icon(document, theme ?? "system"));
    button.setAttribute("aria-label", `Theme: ${theme ?? "as the system"}`);
    button.title = `Theme: ${theme ?? "as the system"}`;
  };
  button.addEventListener("click", () => {
    const theme = after(store.get().theme, isDark.matches);
    remember(theme);
    store.set({ theme });
  });
  store.set({ theme: remembered() });
  store.on(["theme"], show);
  show();
  return button;
}

/** The one that is not seen now comes first, then the other, then the system's again. */
function after(theme: Theme, isDark: boolean): Theme {
  const [other, same] = isDark ? (["light", "dark"] as const) : (["dark", "light"] as const);
  if (theme === undefined) return other;
  return theme === other ? same : undefined;
}

/** Storage is closed to some pages that come from disk; the theme is not worth a complaint. */
function remembered(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(KEY));
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
