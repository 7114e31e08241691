import { TypedWorkqueue } from '../queue/typed-workqueue.mjs';
import { clusterKey, splitKey } from '../workspace/logical-cluster.mjs';
import { processNext } from './process-next.mjs';

/** A sync target is ready while its last heartbeat is at most so many ticks old. */
export const HEARTBEAT_TICKS = 3;

const keyOf = (object) => clusterKey(object.cluster, object.name);

/** Keeps `ready` of every sync target true to its heartbeats. Time is a tick that the caller counts. */
export class TargetController {
  queue = new TypedWorkqueue({ name: 'targets' });
  now = 0;

  constructor(store) {
    this.store = store;
    store.watch('SyncTarget', ({ type, object }) => type !== 'removed' && this.queue.add(keyOf(object)));
  }

  /** Lets time pass; targets that have gone silent are looked at again. */
  tick(ticks = 1) {
    this.now += ticks;
    this.queue.advance(ticks);
    for (const target of this.store.unscoped('SyncTarget')) this.queue.add(keyOf(target));
  }

  /** Takes one key from the queue; answers false when there was none. */
  step() {
    return processNext(this.queue, (key) => this.reconcile(key));
  }

  /** Makes `ready` of one target true to its last heartbeat. */
  reconcile(key) {
    const { cluster, name } = splitKey(key);
    const target = this.store.get(cluster, 'SyncTarget', name);
    if (!target) return;
    const ready = this.now - (target.heartbeat ?? 0) <= HEARTBEAT_TICKS;
    if (ready !== Boolean(target.ready)) this.store.put(cluster, 'SyncTarget', { ...target, ready });
  }
}
