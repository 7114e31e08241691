import { Committer } from '../committer/committer.mjs';
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
    this.committer = new Committer(store, 'Workload');
    this.byTarget = indexByTarget(store);
    store.watch('Workload', ({ type, object }) => type !== 'removed' && this.queue.add(keyOf(object)));
    store.watch('SyncTarget', ({ object }) => this.#targetChanged(keyOf(object)));
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Makes the phase of one workload true to its target, which is looked for in its own logical cluster only. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const workload = this.store.get(cluster, 'Workload', name);
    if (!workload) return;
    const target = workload.target ? this.store.get(cluster, 'SyncTarget', workload.target) : null;
    this.committer.commit(workload, { ...workload, phase: target?.ready ? 'Running' : 'Pending' });
  }

  #targetChanged(targetKey) {
    for (const key of this.byTarget.keysOf(targetKey)) this.queue.add(key);
  }
}
