/** First come, first served; one that lost its cache returns to the head, as in vLLM. */
import { Fifo } from "../../kernel/fifo.ts";
import type { Request } from "../../workload/request.ts";
import type { Order } from "./order.ts";

class Fcfs implements Order {
  readonly #queue = new Fifo<Request>();

  get length(): number {
    return this.#queue.length;
  }

  push(request: Request): void {
    this.#queue.push(request);
  }

  putBack(request: Request): void {
    this.#queue.unshift(request);
  }

  peek(): Request | undefined {
    return this.#queue.peek();
  }

  shift(): Request | undefined {
    return this.#queue.shift();
  }
}

export const fcfs = (): Order => new Fcfs();
