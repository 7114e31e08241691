import { writerKeyOf, type Bucket } from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  LOOK_MS,
  RENEW_MS,
  claimIn,
  isRunning,
  isVacant,
  sightingOf,
  type Sighting,
  type WriterClaim,
} from './leadership.ts';

/** Who may write a shard, so far as everybody is honest and awake; the log itself refuses a second writer. */
export type Lease = {
  isMine(): boolean;
  /** Who holds it, ourselves too; null: nobody does, or nobody knows. */
  holder(): WriterClaim | null;
  /** From now on it is taken as soon as it is free. */
  seek(): void;
  /** Called whenever another one holds it than before, or nobody. */
  onChange(listener: () => void): () => void;
  /** Lets the next one have it at once, and does not seek it any more. */
  giveUp(): Promise<void>;
  close(): Promise<void>;
};

export type LeaseOptions = {
  readonly bucket: Pick<Bucket, 'look' | 'putIf'>;
  readonly shard: string;
  readonly me: () => WriterClaim;
};

const PATIENCE_MS = 1_000;

/** Looks every 200 ms, renews every 500 ms; what the broker cannot do now is tried again. */
export function openLease(options: LeaseOptions): Lease {
  return new KeptLease(options);
}

class KeptLease implements Lease {
  readonly #options: LeaseOptions;
  readonly #key: string;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #keeping: Promise<void>;
  #isSought = false;
  /** Of our own claim, while we hold it. */
  #revision: number | null = null;
  #sighting: Sighting | null = null;
  #told: string | null = null;
  /** One word with the broker at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#key = writerKeyOf(options.shard);
    this.#keeping = this.#keep();
  }

  isMine = (): boolean => this.#revision !== null;

  holder(): WriterClaim | null {
    if (this.isMine()) return this.#options.me();
    return isVacant(this.#sighting, this.#now()) ? null : claimIn(this.#sighting);
  }

  seek(): void {
    this.#isSought = true;
    void this.#quietly();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async giveUp(): Promise<void> {
    this.#isSought = false;
    await this.#inTurn(async () => {
      const revision = this.#revision;
      this.#revision = null;
      if (revision !== null) await this.#options.bucket.putIf(this.#key, {}, revision);
    }).catch(() => undefined); // it grows old by itself
    this.#tell();
  }

  async close(): Promise<void> {
    this.#isSought = false;
    this.#closing.abort();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await untilAborted(this.#quietly(), signal);
      await delay(this.isMine() ? RENEW_MS : LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #quietly = (): Promise<void> => this.#inTurn(() => this.#step()).catch(() => undefined);

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #step(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    if (this.#revision !== null) await this.#put(this.#revision);
    else await this.#look();
    this.#tell();
  }

  async #look(): Promise<void> {
    const entry = await this.#seen();
    this.#sighting = sightingOf(this.#sighting, entry, performance.now());
    if (this.#isSought && isVacant(this.#sighting, this.#now())) await this.#put(entry?.revision ?? 0);
  }

  #now = () => ({ id: this.#options.me().id, nowMs: performance.now(), isRunning });

  /** Renews it or takes it, unless somebody was faster. What was stored without an answer is found by the next look. */
  async #put(revision: number): Promise<void> {
    const { bucket, me } = this.#options;
    this.#revision = await soon(bucket.putIf(this.#key, me(), revision));
    if (this.#revision !== null) return;
    this.#sighting = sightingOf(this.#sighting, await this.#seen(), performance.now());
    const isOurs = claimIn(this.#sighting)?.id === me().id;
    if (isOurs) this.#revision = this.#sighting?.entry.revision ?? null;
  }

  #seen = () => soon(this.#options.bucket.look(this.#key));

  #tell(): void {
    const now = this.holder()?.id ?? null;
    if (now === this.#told) return;
    this.#told = now;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** While a cluster chooses a new leader for the bucket, a request may never be answered. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
}

/** Until it is done, or nobody wants it any more. Leaves nothing behind on the signal, which hears of every look. */
const untilAborted = (work: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    void work.then(end);
  });
