import { RunnerPresence } from '@headrace/events';
import { isCaughtUp, openPresence, type Broker } from '@headrace/events/jetstream';
import type { Heartbeats } from '../reaction/heartbeats.ts';

/** Hears every runner's heartbeat until aborted. Errors: those of the broker, at the beginning only. */
export async function keepHearing(
  broker: Broker,
  heartbeats: Heartbeats,
  signal: AbortSignal,
): Promise<void> {
  for await (const item of openPresence(broker).watch(signal, 'runner')) {
    if (isCaughtUp(item) || item.value === null) continue;
    const presence = RunnerPresence.safeParse(item.value); // written by another version of us, perhaps
    if (presence.success) heartbeats.heard(presence.data);
  }
}
