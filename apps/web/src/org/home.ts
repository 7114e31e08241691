import type { OrgId } from '@headrace/events';
import {
  BrokerError,
  hasCommits,
  openControl,
  shardOfOrg,
  type Broker,
  type Bucket,
} from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** In which shard the org of this server lives. Once it is known, it stays so. */
export type Home = {
  /** Null: nothing of the org has been recorded anywhere, as far as is known. */
  shard(): string | null;
  /** The same, and before that is known the one that is assumed. */
  likely(): string;
  /** Resolves when it is known, or the signal aborts. */
  found(signal: AbortSignal): Promise<void>;
};

export type HomeOptions = {
  readonly broker: Broker;
  readonly org: OrgId;
  /** Where a log from before orgs were placed is. */
  readonly assumed: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

const AGAIN_MS = 500;

/** Resolves when it has been looked for once; it is looked for until it is found. */
export async function findHome(options: HomeOptions): Promise<Home> {
  const control = openControl(options.broker);
  const known = { shard: await searched(control, options) };
  const searching = known.shard === null ? keepSearching(control, options, known) : Promise.resolve();
  return {
    shard: () => known.shard,
    likely: () => known.shard ?? options.assumed,
    found: (signal) => Promise.race([searching, aborted(signal)]),
  };
}

async function keepSearching(
  control: Bucket,
  options: HomeOptions,
  known: { shard: string | null },
): Promise<void> {
  const { signal } = options;
  while (known.shard === null && !signal.aborted) {
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) known.shard = await searched(control, options);
  }
}

/** The broker may be away; one whose configuration is older than placements does not let us read them. */
async function searched(
  control: Bucket,
  { broker, org, assumed, logger }: HomeOptions,
): Promise<string | null> {
  try {
    return (await shardOfOrg(control, org)) ?? ((await hasCommits(broker, assumed, org)) ? assumed : null);
  } catch (thrown) {
    if (!(thrown instanceof BrokerError)) throw thrown;
    if (thrown.code !== 'BROKER_REFUSED') return null;
    logger.warn({ cause: thrown.message, shard: assumed }, 'where the org lives may not be read; assumed');
    return assumed;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
