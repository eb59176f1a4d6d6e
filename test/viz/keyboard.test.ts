/** Keys do what parts of the page told them to, and keep out of the way of whoever types. */
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { keys } from "../../viz/keyboard.ts";

const { document, Event } = parseHTML(
  "<main></main><input><button>Share</button><div role=slider></div>",
);
keys.listen(document);

function press(key: string, at = "main", more: object = {}): boolean {
  const event = new Event("keydown", { bubbles: true, cancelable: true });
  Object.assign(event, { key, ...more });
  return document.querySelector(at)!.dispatchEvent(event);
}

function heard(names: string | string[], during: () => void): number {
  let times = 0;
  const off = keys.on(
    names,
    () => {
      times += 1;
    },
    "tries",
  );
  during();
  off();
  return times;
}

test("a key calls what was told of it, in lower case and in upper", () => {
  expect(heard("k", () => [press("k"), press("K"), press("j")])).toBe(2);
});

test("a key is listed with what it is for, and no longer once it is given up", () => {
  const off = keys.on(["ArrowLeft", "ArrowRight"], () => {}, "one step");
  expect(keys.list.at(-1)).toMatchObject({ names: ["ArrowLeft", "ArrowRight"], help: "one step" });
  off();
  expect(keys.list).toEqual([]);
});

test("whoever types is left alone, but Escape is heard there too", () => {
  expect(heard("k", () => press("k", "input"))).toBe(0);
  expect(heard("Escape", () => press("Escape", "input"))).toBe(1);
});

test("keys with a modifier belong to the browser", () => {
  expect(heard("r", () => press("r", "main", { ctrlKey: true }))).toBe(0);
});

test("a button keeps its space, a slider its arrows", () => {
  expect(heard(" ", () => press(" ", "button"))).toBe(0);
  expect(heard("ArrowLeft", () => press("ArrowLeft", "[role=slider]"))).toBe(0);
  expect(heard("k", () => press("k", "button"))).toBe(1);
});

test("what lies over the page has the keys to itself", () => {
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  const during = (): unknown => press("Escape");
  expect(heard("Escape", during)).toBe(1);
  dialog.setAttribute("open", "");
  expect(heard("Escape", during)).toBe(0);
  dialog.remove();
});
