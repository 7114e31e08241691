/**
 * Anything, in the order of arrival. It does not know what it holds: the same object may wait in it many times,
 * may be worked on twice at once, and is lost when its work fails.
 */
export class RawQueue {
  items = [];

  /** Puts a value at the end. */
  add(item) {
    this.items.push(item);
  }

  /** Takes the first value, or undefined. */
  next() {
    return this.items.shift();
  }

  /** How many values wait. */
  get length() {
    return this.items.length;
  }
}
