import { RawQueue } from '../queue/raw-queue.mjs';
import { indexByTarget } from './indexers.mjs';

/** Sends workloads to the sync target that they name, and says on each where it runs. */
export class SyncController {
  queue = new RawQueue();

  constructor(store) {
    this.store = store;
    store.watch('Workload', ({ type, object }) => type !== 'removed' && this.queue.add(object));
    store.watch('SyncTarget', ({ object }) => this.#targetChanged(object));
  }

  /** Takes one workload from the queue; answers false when there was none. */
  step() {
    const workload = this.queue.next();
    if (!workload) return false;
    this.#sync(workload);
    return true;
  }

  #targetChanged(target) {
    for (const workload of indexByTarget(this.store, target.name)) this.queue.add(workload);
  }

  #sync(workload) {
    const targets = this.store.unscoped('SyncTarget');
    const target = targets.find(({ name }) => name === workload.target);
    const phase = target?.ready ? 'Running' : 'Pending';
    if (workload.phase === phase) return;
    this.store.put(workload.cluster, 'Workload', { ...workload, version: undefined, phase });
  }
}
