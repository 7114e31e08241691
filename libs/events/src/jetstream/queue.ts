/** First in, first out; unlike an array's, its `shift` does not move all that is behind. */
export class Queue<T> {
  #items: T[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#first];
    if (this.#first === this.#items.length) return undefined;
    if (++this.#first === this.#items.length || this.#first === 1_024) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** The next ones, at most so many. */
  shiftMany(most: number): T[] {
    const items = this.#items.slice(this.#first, this.#first + most);
    this.#items.splice(0, this.#first + items.length);
    this.#first = 0;
    return items;
  }
}
