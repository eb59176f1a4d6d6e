/** The theme: the system's, light, or dark; remembered where the browser lets us. */
import type { Page, State } from "../state.ts";
import { icon } from "./icon.ts";
import { make } from "./make.ts";

type Theme = State["theme"];
const KEY = "rooflight-theme";
const next: readonly Theme[] = [undefined, "light", "dark"];

export function themeButton({ document, store }: Page): HTMLButtonElement {
  const button = make(document, "button", "button plain theme");
  button.type = "button";
  const show = (): void => {
    const { theme } = store.get();
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.replaceChildren(icon(document, theme ?? "system"));
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
