import { RawQueue } from '../queue/raw-queue.mjs';

/** A sync target is ready while its last heartbeat is at most so many ticks old. */
export const HEARTBEAT_TICKS = 3;

/** Keeps `ready` of every sync target true to its heartbeats. Time is a tick that the caller counts. */
export class TargetController {
  queue = new RawQueue();
  now = 0;

  constructor(store) {
    this.store = store;
    store.watch('SyncTarget', ({ type, object }) => type !== 'removed' && this.queue.add(object));
  }

  /** Lets time pass; targets that have gone silent are looked at again. */
  tick(ticks = 1) {
    this.now += ticks;
    for (const target of this.store.unscoped('SyncTarget')) this.queue.add(target);
  }

  /** Takes one target from the queue; answers false when there was none. */
  step() {
    const target = this.queue.next();
    if (!target) return false;
    const ready = this.now - (target.heartbeat ?? 0) <= HEARTBEAT_TICKS;
    if (ready !== Boolean(target.ready)) {
      this.store.put(target.cluster, 'SyncTarget', { ...target, version: undefined, ready });
    }
    return true;
  }
}
