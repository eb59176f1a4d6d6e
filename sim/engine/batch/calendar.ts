/** Requests filed under the step that draws their last token: a ring of lists, one a step. */
import type { Request } from "../../workload/request.ts";

const NOBODY: readonly Request[] = [];

export class Calendar {
  #days: (Request[] | undefined)[] = new Array(1024).fill(undefined);
  #today = 0;

  /** Files a request under a step not yet taken. */
  file(request: Request, step: number): void {
    while (step - this.#today >= this.#days.length) this.#lengthen();
    const slot = step & (this.#days.length - 1);
    const day = this.#days[slot];
    if (day === undefined) this.#days[slot] = [request];
    else day.push(request);
  }

  /** Those due in `step`; steps are taken in order, each once. */
  take(step: number): readonly Request[] {
    const slot = step & (this.#days.length - 1);
    const day = this.#days[slot];
    this.#today = step + 1;
    if (day === undefined) return NOBODY;
    this.#days[slot] = undefined;
    return day;
  }

  /** A request filed under `step` will not draw its last token then. */
  strike(request: Request, step: number): void {
    const day = this.#days[step & (this.#days.length - 1)]!;
    day[day.indexOf(request)] = day[day.length - 1]!;
    day.pop();
  }

  #lengthen(): void {
    const days = this.#days;
    const longer: (Request[] | undefined)[] = new Array(2 * days.length).fill(undefined);
    for (let ahead = 0; ahead < days.length; ahead++) {
      const step = this.#today + ahead;
      longer[step & (longer.length - 1)] = days[step & (days.length - 1)];
    }
    this.#days = longer;
  }
}
