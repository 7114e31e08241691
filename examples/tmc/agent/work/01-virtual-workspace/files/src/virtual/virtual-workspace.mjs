import { requireReach } from '../workspace/boundary.mjs';

/** Nobody said that this view may be looked at. `code` is always `NOT_BOUND`. */
export class NotBoundError extends Error {
  constructor(cluster, name) {
    super(`${cluster} has not bound the export ${name}`);
    this.code = 'NOT_BOUND';
  }
}

/**
 * What the owner of an API export sees of those who bound it: their objects of the exported kinds and nothing else. To
 * a consumer it is a view of its own objects. It stores nothing.
 */
export class VirtualWorkspace {
  #store;
  #exports;

  /** `exports` answers `consumersOf(name)`, `ownerOf(name)` and `kindNames(name)`. */
  constructor(store, exports, name) {
    this.#store = store;
    this.#exports = exports;
    this.name = name;
  }

  /** The objects of one consumer, by kind and name, as `viewer` may see them. Throws for what the viewer may not. */
  list(viewer, consumer) {
    this.#admit(viewer, consumer);
    return this.#exports.kindNames(this.name).flatMap((kind) => this.#store.list(consumer, kind));
  }

  /** One object of one consumer, or null. */
  get(viewer, consumer, kind, name) {
    this.#admit(viewer, consumer);
    if (!this.#exports.kindNames(this.name).includes(kind)) return null;
    return this.#store.get(consumer, kind, name);
  }

  /** Those whose objects `viewer` may see: all consumers for the owner, else the viewer when it is one. */
  consumers(viewer) {
    const all = this.#exports.consumersOf(this.name);
    return viewer === this.#exports.ownerOf(this.name) ? all : all.filter((consumer) => consumer === viewer);
  }

  #admit(viewer, consumer) {
    if (viewer !== this.#exports.ownerOf(this.name)) requireReach(viewer, consumer);
    if (!this.#exports.consumersOf(this.name).includes(consumer))
      throw new NotBoundError(consumer, this.name);
  }
}
