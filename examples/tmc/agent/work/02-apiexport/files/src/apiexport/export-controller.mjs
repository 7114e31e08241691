import { Committer } from '../committer/committer.mjs';
import { processNext } from '../controllers/process-next.mjs';
import { TypedWorkqueue } from '../queue/typed-workqueue.mjs';
import { ClusterIndex } from '../store/cluster-index.mjs';
import { clusterKey, splitKey } from '../workspace/logical-cluster.mjs';

/** The kind of the objects with which tenants ask for exports. */
export const BINDING = 'APIBinding';

/** Makes bindings true: a tenant asks for an export with an object, and reads on it whether it may use it. */
export class ExportController {
  queue = new TypedWorkqueue({ name: 'exports' });

  constructor(store, exports) {
    this.store = store;
    this.exports = exports;
    this.committer = new Committer(store, BINDING);
    this.byExport = new ClusterIndex(store, BINDING, (binding) => [binding.export]);
    store.watch(BINDING, ({ type, object }) => {
      if (type !== 'removed') this.queue.add(clusterKey(object.cluster, object.name));
    });
  }

  /** Looks again at everybody who waits for an export; called when one is offered. */
  offered(name) {
    for (const key of this.byExport.keysOf(name)) this.queue.add(key);
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Binds the cluster to the export that one binding asks for, or says on it why not. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const binding = this.store.get(cluster, BINDING, name);
    if (!binding) return;
    const isOffered = this.exports.has(binding.export);
    if (isOffered) this.exports.bind(cluster, binding.export);
    const status = isOffered
      ? { phase: 'Bound', kinds: this.exports.kindNamesOf(binding.export) }
      : { phase: 'Waiting', reason: `nobody offers ${binding.export}` };
    this.committer.commit(binding, { ...binding, status });
  }
}
