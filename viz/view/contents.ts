/** Contents: the questions that the page answers, in order, and which one is being read. */
import "./contents.css";
import type { Page } from "../state.ts";
import { make } from "./make.ts";

const chapters = [
  { id: "verdict", title: "Verdict" },
  { id: "time", title: "What happened, and when" },
  { id: "request", title: "One request" },
  { id: "step", title: "One step on the roofline" },
  { id: "memory", title: "KV memory" },
  { id: "typical", title: "All requests" },
] as const;

export function contents(host: HTMLElement, { document }: Page): void {
  const list = make(document, "ol");
  const links = new Map(
    chapters.map(({ id, title }) => {
      const link = make(document, "a", "", title);
      link.href = `#${id}`;
      link.addEventListener("click", (event) => goTo(event, document, id));
      const item = make(document, "li");
      item.append(link);
      list.append(item);
      return [id as string, link];
    }),
  );
  host.replaceChildren(make(document, "h2", "", "On this page"), list);

  const seen = new Set<string>();
  const mark = (): void => {
    const current = chapters.find(({ id }) => seen.has(id))?.id;
    for (const [id, link] of links)
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
  };
  // What crosses the upper half of the screen is being read.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) seen.add(target.id);
        else seen.delete(target.id);
      mark();
    },
    { rootMargin: "-10% 0px -50% 0px" },
  );
  for (const { id } of chapters) observer.observe(document.getElementById(id)!);
}

/** The address keeps scenario and view: a link within the page does not touch it. */
export function goTo(event: Event, document: Document, id: string): void {
  event.preventDefault();
  const target = document.getElementById(id)!;
  const still = document.defaultView!.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
