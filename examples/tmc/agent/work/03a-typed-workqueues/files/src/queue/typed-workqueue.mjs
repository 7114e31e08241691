import { parseCluster, splitKey } from '../workspace/logical-cluster.mjs';

/** The longest that a failing key waits, in ticks. */
export const MAX_BACKOFF_TICKS = 64;

/** Whether a value is the key of one object in one logical cluster. */
export function isClusterKey(value) {
  if (typeof value !== 'string') return false;
  const { cluster, name } = splitKey(value);
  try {
    return parseCluster(cluster).path === cluster && name !== '';
  } catch {
    return false;
  }
}

/**
 * A queue of keys of one type. A key waits in it at most once and is worked on at most once at a time: what is added
 * meanwhile waits until `done`. Failing keys come back after 1, 2, 4 … ticks. Time is a tick that `advance` counts.
 */
export class TypedWorkqueue {
  #isKey;
  #waiting = new Set();
  #working = new Set();
  #again = new Set();
  #delayed = new Map();
  #failures = new Map();
  #now = 0;

  /** `isKey` says what may be added; `name` is for error messages. */
  constructor({ name, isKey = isClusterKey }) {
    this.name = name;
    this.#isKey = isKey;
  }

  /** Lets a key wait. Throws TypeError for what is no key of this queue. */
  add(key) {
    if (!this.#isKey(key))
      throw new TypeError(`${this.name}: ${JSON.stringify(key)} is no key of this queue`);
    if (this.#working.has(key)) this.#again.add(key);
    else this.#waiting.add(key);
  }

  /** Takes the key that has waited longest, or answers undefined. The taker calls `done` with it. */
  get() {
    const [key] = this.#waiting;
    if (key === undefined) return undefined;
    this.#waiting.delete(key);
    this.#working.add(key);
    return key;
  }

  /** The work on a key has ended; if it was added meanwhile it waits again. */
  done(key) {
    this.#working.delete(key);
    if (this.#again.delete(key)) this.#waiting.add(key);
  }

  /** Lets a key wait again after its failures' back-off. */
  addRateLimited(key) {
    const failures = this.failuresOf(key) + 1;
    this.#failures.set(key, failures);
    this.#delayed.set(key, this.#now + Math.min(2 ** (failures - 1), MAX_BACKOFF_TICKS));
  }

  /** The key has succeeded: its failures no longer count. */
  forget(key) {
    this.#failures.delete(key);
  }

  /** How often in a row a key has failed. */
  failuresOf(key) {
    return this.#failures.get(key) ?? 0;
  }

  /** Lets time pass; keys whose back-off has ended wait again. */
  advance(ticks = 1) {
    this.#now += ticks;
    for (const [key, due] of this.#delayed) {
      if (due > this.#now) continue;
      this.#delayed.delete(key);
      this.add(key);
    }
  }

  /** How many keys wait to be taken; those in back-off are not among them. */
  get length() {
    return this.#waiting.size;
  }
}
