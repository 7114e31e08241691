import { Committer } from '../committer/committer.mjs';
import { processNext } from '../controllers/process-next.mjs';
import { TypedWorkqueue } from '../queue/typed-workqueue.mjs';
import { ClusterIndex } from '../store/cluster-index.mjs';
import { clusterKey, splitKey } from '../workspace/logical-cluster.mjs';
import { chooseTarget, replicasOf } from './scheduler.mjs';

/** Gives workloads that ask to be placed one of their own tenant's sync targets, and moves them when it is gone. */
export class PlacementController {
  queue = new TypedWorkqueue({ name: 'placement' });

  constructor(store) {
    this.store = store;
    this.committer = new Committer(store, 'Workload');
    this.placedOn = new ClusterIndex(store, 'Workload', ({ cluster, target }) =>
      target ? [clusterKey(cluster, target)] : [],
    );
    this.ofTenant = new ClusterIndex(store, 'Workload', ({ cluster, place }) =>
      place === 'auto' ? [cluster] : [],
    );
    store.watch('Workload', ({ type, object }) => {
      if (type !== 'removed') this.queue.add(clusterKey(object.cluster, object.name));
    });
    store.watch('SyncTarget', ({ object }) => {
      for (const key of this.ofTenant.keysOf(object.cluster)) this.queue.add(key);
    });
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Places one workload; one whose target still serves stays where it is. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const workload = this.store.get(cluster, 'Workload', name);
    if (workload?.place !== 'auto') return;
    const targets = this.store.list(cluster, 'SyncTarget');
    if (targets.some((target) => target.name === workload.target && target.ready)) return;
    const { target, reason } = chooseTarget(workload, targets, (name) => this.#loadOf(cluster, name));
    this.committer.commit(workload, { ...workload, target, waiting: reason });
  }

  #loadOf(cluster, target) {
    return this.placedOn
      .keysOf(clusterKey(cluster, target))
      .map((key) => this.store.get(cluster, 'Workload', splitKey(key).name))
      .reduce((sum, workload) => sum + replicasOf(workload), 0);
  }
}
