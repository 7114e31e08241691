import { TypedWorkqueue } from '../queue/typed-workqueue.mjs';
import { clusterKey, splitKey } from '../workspace/logical-cluster.mjs';
import { indexByTarget } from './indexers.mjs';
import { processNext } from './process-next.mjs';

const keyOf = (object) => clusterKey(object.cluster, object.name);

/** Sends workloads to the sync target that they name, and says on each where it runs. */
export class SyncController {
  queue = new TypedWorkqueue({ name: 'sync' });

  constructor(store) {
    this.store = store;
    store.watch('Workload', ({ type, object }) => type !== 'removed' && this.queue.add(keyOf(object)));
    store.watch('SyncTarget', ({ object }) => this.#targetChanged(object));
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Makes the phase of one workload true to its target. Reads the newest state: the key carries none. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const workload = this.store.get(cluster, 'Workload', name);
    if (!workload) return;
    const target = this.store.unscoped('SyncTarget').find((candidate) => candidate.name === workload.target);
    const phase = target?.ready ? 'Running' : 'Pending';
    if (workload.phase !== phase) this.store.put(cluster, 'Workload', { ...workload, phase });
  }

  #targetChanged(target) {
    for (const workload of indexByTarget(this.store, target.name)) this.queue.add(keyOf(workload));
  }
}
