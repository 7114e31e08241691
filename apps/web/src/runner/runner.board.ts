import { RunnerPresence, type LiveRunner, type OrgId } from '@headrace/events';
import { isCaughtUp, type Bucket } from '@headrace/events/jetstream';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** What presence says of one runner. */
export type RunnerLife = Pick<LiveRunner, 'alive' | 'presence'> & { readonly runnerId: string };

/** Silence is not announced, so lives are looked at again this often. */
const LOOK_MS = 5_000;
/** Heartbeats of many runners are shown together. */
const TOGETHER_MS = 500;
const RETRY_MS = 1_000;

type Sign = { readonly presence: RunnerPresence; readonly storedAtMs: number };

/** The runners' heartbeats, watched once for every page that is open. */
export class RunnerBoard {
  readonly #signs = new Map<string, Sign>();
  readonly #bell = new EventEmitter().setMaxListeners(0);
  readonly #leaseMs: number;

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** Watches until aborted, over every outage of the broker. */
  async watch(presence: Bucket, org: OrgId, logger: Logger, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#watchOnce(presence, org, signal);
      } catch (err) {
        logger.debug({ err }, 'presence is not readable at the moment');
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #watchOnce(presence: Bucket, org: OrgId, signal: AbortSignal): Promise<void> {
    for await (const entry of presence.watch(signal, `runner.${org}`)) {
      if (isCaughtUp(entry)) continue;
      const found = RunnerPresence.safeParse(entry.value);
      if (found.success) this.#signs.set(entry.key, { presence: found.data, storedAtMs: entry.storedAtMs });
      else this.#signs.delete(entry.key);
      this.#bell.emit('sign');
    }
  }

  /** By runner. Alive: heard of within a lease. */
  lives(now: number): ReadonlyMap<string, RunnerLife> {
    return new Map(
      [...this.#signs.values()].map(({ presence, storedAtMs }) => [
        presence.runnerId,
        { runnerId: presence.runnerId, presence, alive: now - storedAtMs <= this.#leaseMs },
      ]),
    );
  }

  /** All lives, at once and after every change. Ends when aborted. */
  async *changes(signal: AbortSignal): AsyncGenerator<readonly RunnerLife[], void, undefined> {
    let before = '';
    while (!signal.aborted) {
      const lives = [...this.lives(Date.now()).values()];
      const text = JSON.stringify(lives);
      if (text !== before) yield lives;
      before = text;
      await this.#change(signal);
    }
  }

  /** Resolves a little after the next sign, so that those which come together are shown together; or after a while. */
  async #change(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const stop = () => woken.abort();
    signal.addEventListener('abort', stop, { once: true });
    const either = AbortSignal.any([woken.signal]);
    await Promise.race([
      once(this.#bell, 'sign', { signal: either }),
      delay(LOOK_MS, undefined, { signal: either }),
    ]).catch(() => undefined);
    if (!signal.aborted) await delay(TOGETHER_MS, undefined, { signal }).catch(() => undefined);
    signal.removeEventListener('abort', stop);
    woken.abort();
  }
}
