import { createOrg, type OrgState } from '@headrace/engine';
import type { OrgId } from '@headrace/events';
import {
  follow,
  headPosition,
  isCaughtUp,
  readRange,
  type Broker,
  type StoredCommit,
} from '@headrace/events/jetstream';
import { foldCommit, hostOrg } from './hosted.org.ts';
import type { Orgs } from './service.ts';

/** All orgs of a shard, folded up to a position. */
export type Folded = { readonly orgs: Orgs; readonly position: number };

/** How long a question waits for what is stored to be folded. */
const PATIENCE_MS = 5_000;

type Waiter = { readonly position: number; readonly go: () => void };

/** Folds a shard that somebody else writes, as it grows: taking over costs no more than its last commits. */
export class Follower {
  readonly #broker: Broker;
  readonly #shard: string;
  readonly #orgs: Orgs;
  readonly #waiters = new Set<Waiter>();
  #position: number;
  #isLive = false;
  #isOver = false;

  constructor(broker: Broker, shard: string, { orgs, position }: Folded) {
    this.#broker = broker;
    this.#shard = shard;
    this.#orgs = orgs;
    this.#position = position;
  }

  position = (): number => this.#position;

  /** Until aborted. Errors as of `follow`, and what a fold throws: the state is broken then. */
  async follow(signal: AbortSignal, onLive: () => void): Promise<void> {
    for await (const item of follow(this.#broker, this.#shard, { after: this.#position, signal })) {
      if (!isCaughtUp(item)) this.#fold(item);
      else if (!this.#isLive) {
        this.#isLive = true;
        onLive();
      }
    }
  }

  /** Folds the last commits; after this it is over, and its state is the caller's. */
  async handOver(signal: AbortSignal): Promise<Folded> {
    this.end();
    for await (const stored of readRange(this.#broker, this.#shard, { after: this.#position, signal }))
      this.#fold(stored);
    return { orgs: this.#orgs, position: this.#position };
  }

  /** Those who wait have to ask elsewhere. */
  end(): void {
    this.#isOver = true;
    for (const { go } of [...this.#waiters]) go();
  }

  /** What the state says once all is folded that is stored now; null when it cannot be said here. Errors: BrokerError. */
  async look<T>(
    org: OrgId,
    read: (state: OrgState, position: number) => T,
  ): Promise<{ readonly found: T } | null> {
    if (!this.#isLive || this.#isOver) return null;
    const head = await headPosition(this.#broker, this.#shard);
    await this.#reached(head);
    if (this.#isOver || this.#position < head) return null;
    return { found: read(this.#orgs.get(org)?.state ?? createOrg(org), this.#position) };
  }

  #fold(stored: StoredCommit): void {
    const { org } = stored.commit;
    const hosted = this.#orgs.get(org) ?? hostOrg(org);
    this.#orgs.set(org, hosted);
    foldCommit(hosted, stored);
    this.#position = stored.position;
    for (const { position, go } of [...this.#waiters]) if (position <= stored.position) go();
  }

  #reached(position: number): Promise<void> {
    if (this.#position >= position || this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { position, go };
      const timer = setTimeout(go, PATIENCE_MS);
      this.#waiters.add(waiter);
    });
  }
}
