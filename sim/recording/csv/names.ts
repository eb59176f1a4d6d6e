/** Names in the order in which they came, each with a number. */
export class Names {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  indexOf(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}
