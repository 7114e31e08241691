import { Committer } from '../committer/committer.mjs';
import { processNext } from '../controllers/process-next.mjs';
import { TypedWorkqueue } from '../queue/typed-workqueue.mjs';
import { ClusterIndex } from '../store/cluster-index.mjs';
import { clusterKey, splitKey } from '../workspace/logical-cluster.mjs';

/** Puts a binding in force once its export is offered, and out of force when the offer goes. */
export class BindingController {
  queue = new TypedWorkqueue({ name: 'bindings' });

  constructor(store, catalog) {
    this.store = store;
    this.catalog = catalog;
    this.committer = new Committer(store, 'ExportBinding');
    this.byExport = new ClusterIndex(store, 'ExportBinding', ({ name }) => [name]);
    store.watch('ExportBinding', ({ type, object }) => {
      if (type !== 'removed') this.queue.add(clusterKey(object.cluster, object.name));
    });
    store.watch('ExportOffer', ({ object }) => {
      for (const key of this.byExport.keysOf(object.name)) this.queue.add(key);
    });
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Makes the phase of one binding true to the offer. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const binding = this.store.get(cluster, 'ExportBinding', name);
    if (!binding) return;
    const phase = this.catalog.ownerOf(name) ? 'Bound' : 'Binding';
    this.committer.commit(binding, { ...binding, phase });
  }
}
