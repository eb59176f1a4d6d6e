/** Which requests have a row: a few choices side by side, one of them taken. */
import { type Choice, choices } from "../../data/gantt.ts";
import { make } from "../make.ts";

export function choiceOf(document: Document, choose: (choice: Choice) => void): HTMLElement {
  const group = make(document, "fieldset", "gantt-choice");
  group.append(make(document, "legend", "visually-hidden", "Which requests"));
  for (const [value, label] of Object.entries(choices)) {
    const button = make(document, "input", "visually-hidden");
    Object.assign(button, { type: "radio", name: "gantt-choice", value, checked: value === "all" });
    button.addEventListener("change", () => choose(value as Choice));
    const named = make(document, "label");
    named.append(button, make(document, "span", "", label));
    group.append(named);
  }
  return group;
}
