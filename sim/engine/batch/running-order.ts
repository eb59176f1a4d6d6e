/** The running requests in the order they were let in: a list linked through the requests. */
import type { Request } from "../../workload/request.ts";

export class RunningOrder {
  first: Request | undefined;
  last: Request | undefined;
  length = 0;
  #places = 0;

  append(request: Request): void {
    request.place = this.#places++;
    request.previousRunning = this.last;
    request.nextRunning = undefined;
    if (this.last === undefined) this.first = request;
    else this.last.nextRunning = request;
    this.last = request;
    this.length += 1;
  }

  remove(request: Request): void {
    const { previousRunning: previous, nextRunning: next } = request;
    if (previous === undefined) this.first = next;
    else previous.nextRunning = next;
    if (next === undefined) this.last = previous;
    else next.previousRunning = previous;
    request.previousRunning = undefined;
    request.nextRunning = undefined;
    request.place = -1;
    this.length -= 1;
  }

  *[Symbol.iterator](): Iterator<Request> {
    for (let request = this.first; request !== undefined; request = request.nextRunning) {
      yield request;
    }
  }
}
