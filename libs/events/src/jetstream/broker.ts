import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, createInbox, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, brokerErrorOf } from './broker.error.ts';
import { featuresOf, isAtLeast, MINIMUM_VERSION, type ServerFeatures } from './server.features.ts';

export type BrokerOptions = {
  /** `nats://host:port`, several of a cluster separated by commas. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Shown by the server for this connection. */
  readonly name: string;
  /** Waits for a server that is not there yet, until aborted, instead of failing at once. */
  readonly patient?: boolean;
  readonly signal?: AbortSignal;
};

export type BrokerStatus = 'lost' | 'regained';

/** A connection that comes back by itself, for ever. */
export type Broker = {
  /** For this folder only: nothing else knows NATS. */
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  /** A new inbox that our user may read. */
  inbox(): string;
  /** Of the server that we are connected to, or were last. */
  features(): ServerFeatures;
  isConnected(): boolean;
  /** Resolves once connected. Rejects when aborted or closed. */
  connected(signal?: AbortSignal): Promise<void>;
  /** Calls `listener` on every change, before anything is sent over the new connection; returns how to stop that. */
  onStatus(listener: (status: BrokerStatus) => void): () => void;
  /** Sends what is buffered, if it can, and ends. */
  close(): Promise<void>;
};

/** Errors: BROKER_UNREACHABLE, BROKER_REFUSED (user or password), BROKER_TOO_OLD. */
export async function connectBroker(options: BrokerOptions): Promise<Broker> {
  const nc = await firstConnection(options);
  const version = nc.info?.version ?? '0';
  if (!isAtLeast(version, MINIMUM_VERSION)) {
    await nc.close();
    throw new BrokerError('BROKER_TOO_OLD', `nats-server ${version} is older than ${MINIMUM_VERSION}`);
  }
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: 5_000 });
  return brokerOver(nc, jsm, connectionOptions(options).inboxPrefix);
}

/** The prefix of the inboxes that a broker user may read; see `brokerConfiguration`. */
export const inboxPrefixOf = (user: string | undefined): string => (user ? `_INBOX_${user}` : '_INBOX');

async function firstConnection(options: BrokerOptions): Promise<NatsConnection> {
  const pace = backoff();
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      return await connect(connectionOptions(options));
    } catch (cause) {
      const error = brokerErrorOf(`nats-server at ${placesOf(options.url).join(', ')}`, cause);
      if (!options.patient || error.code === 'BROKER_REFUSED') throw error;
    }
    await delay(pace(), undefined, { signal: options.signal });
  }
}

function connectionOptions({ url, user, password, name }: BrokerOptions) {
  const given = new URL(url.split(',')[0]!);
  const who = user ?? (decodeURIComponent(given.username) || undefined);
  return {
    servers: placesOf(url),
    ...(who === undefined ? {} : { user: who, pass: password ?? decodeURIComponent(given.password) }),
    name,
    inboxPrefix: inboxPrefixOf(who),
    timeout: 5_000,
    pingInterval: 5_000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true, // a server that restarts may refuse for a moment
    reconnectDelayHandler: backoff(),
    noAsyncTraces: true,
  };
}

/** Without what must not be in a log line. */
const placesOf = (url: string): string[] => url.split(',').map((one) => new URL(one.trim()).host);

/**
 * A tenth of the time that it has been away, between 50 ms and 2 s; half of it random, so that a thousand clients do not
 * come back at once. Asked several times for one attempt, so it must not count its calls.
 */
function backoff(): () => number {
  let since = 0;
  let last = 0;
  return () => {
    const now = Date.now();
    if (now - last > 5_000) since = now;
    last = now;
    const ms = Math.min(2_000, Math.max(50, (now - since) / 10));
    return ms / 2 + Math.random() * (ms / 2);
  };
}

function brokerOver(nc: NatsConnection, jsm: JetStreamManager, inboxPrefix: string): Broker {
  const listeners = new Set<(status: BrokerStatus) => void>();
  let isConnected = true;
  let features = featuresOf(nc.info!.version);
  const turn = (status: BrokerStatus) => {
    isConnected = status === 'regained';
    if (nc.info) features = featuresOf(nc.info.version);
    for (const listener of [...listeners]) listener(status);
  };
  void watch(nc, turn);
  const onStatus = (listener: (status: BrokerStatus) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    nc,
    jsm,
    inbox: () => createInbox(inboxPrefix),
    features: () => features,
    isConnected: () => isConnected,
    onStatus,
    connected: (signal) => (isConnected ? Promise.resolve() : regained(nc, onStatus, signal)),
    close: () => close(nc, isConnected),
  };
}

async function watch(nc: NatsConnection, turn: (status: BrokerStatus) => void): Promise<void> {
  for await (const { type } of nc.status()) {
    if (type === 'disconnect') turn('lost');
    if (type === 'reconnect') turn('regained');
  }
  turn('lost');
}

function regained(nc: NatsConnection, onStatus: Broker['onStatus'], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const stop = onStatus((status) => status === 'regained' && settle(resolve));
    const settle = (how: () => void) => {
      stop();
      settled.abort();
      how();
    };
    const abort = () => settle(() => reject(signal!.reason as Error));
    const closed = () =>
      settle(() => reject(new BrokerError('BROKER_UNREACHABLE', 'the connection was closed')));
    signal?.addEventListener('abort', abort, { signal: settled.signal });
    if (signal?.aborted) abort();
    void nc.closed().then(closed);
  });
}

async function close(nc: NatsConnection, isConnected: boolean): Promise<void> {
  if (nc.isClosed()) return;
  if (isConnected) await Promise.race([nc.flush().catch(() => {}), delay(1_000, undefined, { ref: false })]);
  await nc.close();
}

/** A request to a server that has gone is not answered; this rejects at once when the connection is lost or the signal aborts. */
export async function whileConnected<T>(broker: Broker, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  let settled = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    const lost = () => reject(new BrokerError('BROKER_UNREACHABLE', 'the connection was lost'));
    const abort = () => reject(signal!.reason as Error);
    const stopListening = broker.onStatus(lost);
    signal?.addEventListener('abort', abort);
    settled = () => {
      stopListening();
      signal?.removeEventListener('abort', abort);
    };
  });
  return Promise.race([work, interrupted]).finally(settled);
}
