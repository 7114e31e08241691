/** Keeps what was used last, up to a total weight; for what is slow to get and never changes. */
export type Lru<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
};

export function createLru<K, V>(maxWeight: number, weightOf: (value: V) => number): Lru<K, V> {
  const entries = new Map<K, V>();
  let weight = 0;
  const remove = (key: K, value: V) => {
    entries.delete(key);
    weight -= weightOf(value);
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    delete(key) {
      const value = entries.get(key);
      if (value !== undefined) remove(key, value);
    },
    set(key, value) {
      this.delete(key);
      entries.set(key, value);
      weight += weightOf(value);
      for (const [oldest, heavy] of entries) {
        if (weight <= maxWeight) return;
        remove(oldest, heavy);
      }
    },
  };
}
