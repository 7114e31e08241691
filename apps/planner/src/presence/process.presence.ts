import { instantOf, type ProcessPresence } from '@headrace/events';
import { headPosition, openPresence, type Broker } from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../projection/progress.ts';
import { version } from '../version.ts';

export type PresenceOptions = {
  readonly broker: Broker;
  readonly id: string;
  readonly shard: string;
  readonly progress: Pick<Progress, 'position' | 'isStandby'>;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
};

/** Says every two seconds that this planner is alive and how far it is; takes the entry back at the end. */
export async function keepPresent({ everyMs = 2000, ...options }: PresenceOptions): Promise<void> {
  const presence = openPresence(options.broker);
  const key = `process.planner.${options.id}`;
  const startedAt = instantOf(Date.now());
  while (!options.signal.aborted) {
    // an outage makes us absent, which is what others should see
    await entryOf(options, startedAt)
      .then((entry) => presence.put(key, entry))
      .catch(() => undefined);
    await pause(everyMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
  if (options.broker.isConnected()) await presence.remove(key).catch(() => undefined);
}

async function entryOf(
  { broker, id, shard, progress }: PresenceOptions,
  startedAt: ProcessPresence['startedAt'],
): Promise<ProcessPresence> {
  const head = await headPosition(broker, shard);
  return {
    ...{
      kind: 'planner',
      id,
      version,
      address: null,
      shard,
      role: progress.isStandby() ? 'standby' : 'projector',
      startedAt,
      pid: process.pid,
    },
    lastSeenAt: instantOf(Date.now()),
    position: progress.position(),
    // who stands by is behind by nothing that is its own
    lag: progress.isStandby() ? 0 : Math.max(0, head - progress.position()),
  };
}
