import { instantOf, type Event, type Instant } from '@headrace/events';
import {
  BrokerError,
  openShardWriter,
  readCommitAt,
  type Broker,
  type ShardWriter,
} from '@headrace/events/jetstream';
import type { Logger } from 'pino';
import { ProblemError } from '../http/problem.ts';
import type { Folded } from './follower.ts';
import type { HostedOrg } from './hosted.org.ts';
import type { Lease } from './lease.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import { loadOrgs } from './load.ts';
import { Service, type Home, type ServiceOptions } from './service.ts';

export type StintOptions = {
  readonly broker: Broker;
  readonly shard: string;
  readonly home: Home;
  readonly logger: Logger;
  readonly lease: Lease;
  readonly snapshots?: Snapshots | undefined;
  readonly signal: AbortSignal;
  readonly factsOf: (
    hosted: HostedOrg,
    command: Parameters<ServiceOptions['factsOf']>[1],
    servingSince: Instant,
  ) => ReturnType<ServiceOptions['factsOf']>;
  /** A service takes commands from now on; `end` it when it must not even begin. */
  readonly onServing: (service: Service, orgs: Folded['orgs'], servingSince: Instant) => void;
  readonly onInterrupted: (cause: Error) => void;
  readonly onFolded: ServiceOptions['onFolded'];
  readonly onStored: (hosted: HostedOrg, events: readonly Event[], position: number) => void;
};

/**
 * Writes a shard from where it is folded up to, until somebody else does or the lease is gone: one service after the
 * other, with a look at the tail in between. Resolves with what is folded then, null when that has to be read again.
 */
export async function writeOn(folded: Folded, options: StintOptions): Promise<Folded | null> {
  const { broker, shard, logger } = options;
  const writer = await openShardWriter(broker, { shard, at: folded.position });
  logger.info({ shard, position: folded.position }, 'this orchestrator writes the shard');
  try {
    return await servicesOf(writer, folded.orgs, options);
  } finally {
    writer.close();
  }
}

async function servicesOf(
  writer: ShardWriter,
  begin: Folded['orgs'],
  options: StintOptions,
): Promise<Folded | null> {
  const { broker, shard, logger, lease, signal, onInterrupted } = options;
  let orgs = begin;
  let isFull = false;
  let servingSince = instantOf(Date.now());
  for (;;) {
    const { service, cause } = await served(writer, { orgs, isCareful: isFull, servingSince }, options);
    if (signal.aborted) return null;
    isFull = cause instanceof BrokerError && cause.code === 'LOG_FULL';
    onInterrupted(cause);
    logger.warn({ cause: cause.message }, 'writing was interrupted');
    const { position, landed, lost, steppedDown } = await writer.recover(signal);
    logger.info({ position, landed: landed.size, lost: lost.length }, 'the tail has been read');
    // only we have written, so the same position means that all of what was in doubt has landed
    const isWhole = !steppedDown && !service.isBroken() && position === service.position();
    if (steppedDown || !lease.isMine()) return isWhole ? { orgs, position } : null;
    if (!isWhole) orgs = await loadOrgs(broker, shard, position, signal, options.snapshots);
    if (!isFull) servingSince = instantOf(Date.now());
  }
}

type Begin = {
  readonly orgs: Folded['orgs'];
  readonly isCareful: boolean;
  readonly servingSince: Instant;
};

/** Resolves when the service has ended. */
function served(
  writer: ShardWriter,
  { orgs, isCareful, servingSince }: Begin,
  { broker, shard, home, lease, factsOf, onFolded, onStored, onServing }: StintOptions,
): Promise<{ service: Service; cause: Error }> {
  return new Promise((resolve) => {
    const service = new Service({
      ...{ shard, home, writer, isCareful, orgs, onFolded, onStored },
      factsOf: (hosted, command) => factsOf(hosted, command, servingSince),
      commitAt: async (position) => (await stored(broker, shard, position)).commit,
      onEnd: (cause) => {
        for (const stop of watching) stop();
        resolve({ service, cause });
      },
    });
    const watching = [
      broker.onStatus((status) => {
        if (status === 'lost') service.end(new BrokerError('LOG_UNAVAILABLE', 'The nats-server is away'));
      }),
      lease.onChange(() => {
        if (!lease.isMine()) service.end(new BrokerError('STEPPED_DOWN', 'Somebody else has the lease'));
      }),
    ];
    onServing(service, orgs, servingSince);
  });
}

async function stored(broker: Broker, shard: string, position: number) {
  const found = await readCommitAt(broker, shard, position);
  if (!found) throw new ProblemError('LOG_DAMAGED', `#${position} is not in the log any more`);
  return found;
}
