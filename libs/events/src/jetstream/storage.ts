import type { Broker } from './broker.ts';
import { BrokerError, apiCodes, brokerErrorOf, isApiError } from './broker.error.ts';
import { wantedStreams, type StreamOptions } from './stream.config.ts';

/** What one stream or bucket of ours holds. Limits: null where there is none. */
export type StreamUse = {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  /** Sequence of the last message; of the events' stream it is the position. */
  readonly position: number;
  readonly maxBytes: number | null;
  readonly maxAgeMs: number | null;
  readonly replicas: number;
};

/** What the account may store; limits: null where there is none. */
export type StorageUse = {
  readonly bytes: number;
  readonly maxBytes: number | null;
  /** Bytes of the largest message that it takes. */
  readonly maxPayload: number | null;
  readonly streams: readonly StreamUse[];
};

/** As the broker says now, of every stream that Headrace keeps. A missing one is left out. Errors: BROKER_UNREACHABLE, LOG_UNAVAILABLE. */
export async function storageUse(broker: Broker, options: StreamOptions): Promise<StorageUse> {
  const names = wantedStreams(options, broker.features()).map(({ config }) => config.name);
  try {
    const [account, ...found] = await Promise.all([
      broker.jsm.getAccountInfo(),
      ...names.map((name) => useOf(broker, name)),
    ]);
    const streams = found.filter((each) => each !== null);
    const { storage, limits } = account;
    const maxPayload = broker.nc.info?.max_payload ?? null;
    return { bytes: storage, maxBytes: limit(limits.max_storage), maxPayload, streams };
  } catch (cause) {
    throw cause instanceof BrokerError ? cause : brokerErrorOf('asking for the storage in use', cause);
  }
}

async function useOf(broker: Broker, name: string): Promise<StreamUse | null> {
  try {
    const { config, state } = await broker.jsm.streams.info(name);
    return {
      name,
      messages: state.messages,
      bytes: state.bytes,
      position: state.last_seq,
      maxBytes: limit(config.max_bytes),
      maxAgeMs: limit(config.max_age / 1e6),
      replicas: config.num_replicas,
    };
  } catch (cause) {
    if (isApiError(cause, apiCodes.streamNotFound)) return null;
    throw cause;
  }
}

/** JetStream says 0 or -1 for none. */
const limit = (value: number): number | null => (value > 0 ? value : null);
