import { BrokerError, headPosition, openPresence, type Broker } from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_MS = 100;
const passing: ReadonlySet<string> = new Set(['LOG_UNAVAILABLE', 'BROKER_UNREACHABLE']);

/** Waits for the streams that we read: an orchestrator makes them, and may begin later than we do. Errors: BrokerError, the signal's reason. */
export async function streamsMade(broker: Broker, shard: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await Promise.all([headPosition(broker, shard), openPresence(broker).get('process.any')]);
      return;
    } catch (error) {
      if (!(error instanceof BrokerError && passing.has(error.code))) throw error;
    }
    await pause(AGAIN_MS, undefined, { signal });
  }
}
