/** Share: the address of what is seen, into the clipboard, or where that is closed, to copy. */

import type { Link } from "../address/keep.ts";
import type { Page } from "../state.ts";
import { copied } from "./clipboard.ts";
import { make } from "./make.ts";

/** Milliseconds that "Copied" stays. */
const STAYS = 2000;

export function shareButton(
  { document, store }: Page,
  link: () => Promise<Link>,
): DocumentFragment {
  const button = make(document, "button", "button share", "Share");
  const said = make(document, "span", "visually-hidden");
  said.setAttribute("aria-live", "polite");
  const field = make(document, "input", "link");
  field.readOnly = true;
  field.hidden = true;
  field.setAttribute("aria-label", "Link to what you see");
  field.addEventListener("blur", () => {
    field.hidden = true;
  });

  button.addEventListener("click", async () => {
    const { address, without } = await link();
    if (without !== undefined) store.set({ notice: { words: without } });
    if (await copied(document, address)) {
      button.textContent = said.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Share";
        said.textContent = "";
      }, STAYS);
    } else {
      field.value = address;
      field.hidden = false;
      field.select();
      said.textContent = "Copy the link from the field";
    }
  });
  const fragment = document.createDocumentFragment();
  fragment.append(button, field, said);
  return fragment;
}
