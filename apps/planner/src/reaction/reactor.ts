import { follow, isCaughtUp, type Broker } from '@headrace/events/jetstream';
import { instantOf, type CommandAnswer, type Instant } from '@headrace/events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Heartbeats } from './heartbeats.ts';
import { noOrgs } from './orgs.ts';
import { reactions, type SendCommands } from './react.ts';

export type ReactorOptions = {
  readonly broker: Broker;
  readonly shard: string;
  readonly heartbeats: Heartbeats;
  readonly send: SendCommands;
  readonly signal: AbortSignal;
  readonly onAnswered?: (answers: readonly CommandAnswer[]) => void;
  /** Nobody took the commands; they are sent again. */
  readonly onUnanswered?: (cause: unknown) => void;
  /** Between two looks at the clock. */
  readonly scanMs?: number;
};

const now = (): Instant => instantOf(Date.now());

/**
 * Folds the whole log, then sends what the clock causes, until aborted. Any number of planners may do it at once: the
 * same fact makes the same command id. Errors: UPGRADE_NEEDED, LOG_DAMAGED (BrokerError).
 */
export async function keepReacting(options: ReactorOptions): Promise<void> {
  const { broker, shard } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const orgs = noOrgs();
  const live = { since: null as Instant | null };
  const stopListening = broker.onStatus((status) => {
    if (status === 'regained' && live.since !== null) live.since = now(); // no heartbeat could arrive meanwhile
  });
  const looking = keepLooking(
    { ...options, signal },
    reactions(orgs, options.heartbeats, options.send),
    live,
  );
  try {
    for await (const item of follow(broker, shard, { after: 0, signal }))
      if (isCaughtUp(item)) live.since ??= now();
      else orgs.fold(item);
  } finally {
    stopListening();
    ended.abort();
    await looking;
  }
}

async function keepLooking(
  { broker, signal, scanMs = 500, onAnswered, onUnanswered }: ReactorOptions,
  react: ReturnType<typeof reactions>,
  live: { readonly since: Instant | null },
): Promise<void> {
  while (!signal.aborted) {
    await pause(scanMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || live.since === null || !broker.isConnected()) continue;
    try {
      const answers = await react(live.since, now(), Date.now());
      if (answers.length > 0) onAnswered?.(answers);
    } catch (cause) {
      onUnanswered?.(cause);
    }
  }
}
