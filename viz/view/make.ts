/** Makes an element; text is always text, never markup, and no button sends a form. */
export function make<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  tag: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (tag === "button") element.setAttribute("type", "button");
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/** A button that says what it does. */
export function button(document: Document, name: string, act: () => void): HTMLButtonElement {
  const made = make(document, "button", "button", name);
  made.addEventListener("click", act);
  return made;
}
