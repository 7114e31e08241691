import { parseCluster } from '../workspace/logical-cluster.mjs';

/** An API that one logical cluster offers to others, who bind to it. */
export class ApiExports {
  #exports = new Map();
  #bindings = new Map();

  /** Offers `kinds` under a name. The same name is offered once. */
  offer(cluster, name, kinds) {
    parseCluster(cluster);
    if (this.#exports.has(name)) throw new Error(`the export ${name} exists`);
    this.#exports.set(name, { name, owner: cluster, kinds: [...kinds] });
  }

  /** Lets a logical cluster use an export. */
  bind(cluster, name) {
    parseCluster(cluster);
    if (!this.#exports.has(name)) throw new Error(`there is no export ${name}`);
    const bound = this.#bindings.get(cluster) ?? new Set();
    this.#bindings.set(cluster, bound.add(name));
  }

  /** The kinds that a logical cluster may use, by name. */
  kindsOf(cluster) {
    const names = [...(this.#bindings.get(cluster) ?? [])];
    return names.flatMap((name) => this.#exports.get(name).kinds).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  /** Who uses an export. */
  consumersOf(name) {
    return [...this.#bindings].filter(([, names]) => names.has(name)).map(([cluster]) => cluster);
  }
}
