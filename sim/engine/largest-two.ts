/** The largest of some figures, whose it is, and the largest of the others. */
export class LargestTwo {
  most = 0;
  #whose = -1;
  #next = 0;

  clear(): void {
    this.most = 0;
    this.#whose = -1;
    this.#next = 0;
  }

  /** A figure, not below 0, of somebody who has no other. */
  add(figure: number, whose: number): void {
    if (figure > this.most) {
      this.#next = this.most;
      this.most = figure;
      this.#whose = whose;
    } else if (figure > this.#next) this.#next = figure;
  }

  /** The largest that is not theirs; 0 where there is none. */
  besides(whose: number): number {
    return whose === this.#whose ? this.#next : this.most;
  }
}
