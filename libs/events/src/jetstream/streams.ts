import { ShardName } from '../org/placement.ts';
import type { Broker } from './broker.ts';
import { BrokerError, apiCodes, brokerErrorOf, isApiError } from './broker.error.ts';
import {
  changesOf,
  mismatchesOf,
  wantedStreams,
  type StreamOptions,
  type WantedStream,
} from './stream.config.ts';

/**
 * Makes what is missing, and checks what is there. Changes what may change (log retention, replicas); a stream that could
 * lose the truth is refused: STREAM_MISMATCH, with every setting that is wrong. Any number of processes may do it at once.
 * Errors: STREAM_MISMATCH, BROKER_TOO_OLD (replicas), LOG_FULL (no room to reserve), BROKER_REFUSED, LOG_UNAVAILABLE.
 */
export async function ensureStreams(broker: Broker, options: StreamOptions): Promise<void> {
  const features = broker.features();
  if (!ShardName.safeParse(options.shard).success)
    throw new BrokerError(
      'STREAM_MISMATCH',
      `"${options.shard}" is not a shard's name: a-z, 0-9, "-", at most 31`,
    );
  if ((options.replicas ?? 1) > 1 && !features.replicas)
    throw new BrokerError('BROKER_TOO_OLD', `nats-server ${features.version} keeps no safe replicas`);
  const isCounted = options.replicas !== undefined; // who does not say how many must not take copies away
  for (const wanted of wantedStreams(options, features)) await ensure(broker, wanted, isCounted);
}

async function ensure(broker: Broker, wanted: WantedStream, isCounted: boolean): Promise<void> {
  const { streams } = broker.jsm;
  const { name } = wanted.config;
  try {
    const found = await existing(broker, name);
    const { config } = found ?? (await streams.add({ ...wanted.config }));
    const wrong = mismatchesOf(wanted, config);
    if (wrong.length > 0) throw new BrokerError('STREAM_MISMATCH', `${name}: ${wrong.join('; ')}`);
    const { num_replicas: replicas, ...others } = changesOf(wanted, config);
    const changes = isCounted && replicas !== undefined ? { ...others, num_replicas: replicas } : others;
    if (Object.keys(changes).length > 0) await streams.update(name, changes);
  } catch (cause) {
    throw brokerErrorOf(`stream ${name}`, cause);
  }
}

async function existing(broker: Broker, name: string) {
  try {
    return await broker.jsm.streams.info(name);
  } catch (cause) {
    if (isApiError(cause, apiCodes.streamNotFound)) return null;
    throw cause;
  }
}
