import { requireCluster } from '../workspace/boundary.mjs';

const KIND = 'ExportOffer';
const BINDING = 'ExportBinding';

/** Offers and bindings as objects in the store, so that controllers and views see the same ones. */
export class ExportCatalog {
  #store;
  #owners = new Map();
  #consumers = new Map();

  constructor(store) {
    this.#store = store;
    store.watch(KIND, ({ type, object }) => {
      if (type === 'removed') this.#owners.delete(object.name);
      else if (!this.#owners.has(object.name)) this.#owners.set(object.name, object.cluster);
    });
    store.watch(BINDING, ({ type, object }) => this.#bindingChanged(type, object));
  }

  /** Offers kinds under a name; a name that another logical cluster offers is refused. */
  offer(cluster, name, kinds) {
    const owner = this.#owners.get(name);
    if (owner && owner !== requireCluster(cluster))
      throw new Error(`${name} is offered by another logical cluster`);
    return this.#store.put(cluster, KIND, { name, kinds: [...kinds] });
  }

  /** Asks to use an export. Whether it may be used is said by `phase`, once the controller has looked. */
  bind(cluster, name) {
    return this.#store.put(cluster, BINDING, { name, phase: 'Binding' });
  }

  /** Who offers an export, or null. */
  ownerOf(name) {
    return this.#owners.get(name) ?? null;
  }

  /** The kinds of an export; none when nobody offers it. */
  kindNames(name) {
    const owner = this.ownerOf(name);
    return owner ? (this.#store.get(owner, KIND, name)?.kinds ?? []) : [];
  }

  /** Those whose binding to an export is in force, in the order of their binding. */
  consumersOf(name) {
    return [...(this.#consumers.get(name) ?? [])];
  }

  #bindingChanged(type, { cluster, name, phase }) {
    const bound = this.#consumers.get(name) ?? new Set();
    if (type !== 'removed' && phase === 'Bound') bound.add(cluster);
    else bound.delete(cluster);
    this.#consumers.set(name, bound);
  }
}
