/** Whether a part of the page is near the eye: what is far from it need not be computed yet. */

/** How far outside the window still counts, in CSS pixels. */
const MARGIN = "600px";

/** @param enter is told each time that `host` comes near */
export function whenNear(host: Element, enter: () => void): { readonly near: boolean } {
  let near = false;
  new IntersectionObserver(
    (entries) => {
      const before = near;
      near = entries.at(-1)!.isIntersecting;
      if (near && !before) enter();
    },
    { rootMargin: MARGIN },
  ).observe(host);
  return {
    get near() {
      return near;
    },
  };
}
