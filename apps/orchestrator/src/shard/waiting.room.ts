import type { OrgState } from '@headrace/engine';
import type { OrgId } from '@headrace/events';
import type { Shard } from './shard.ts';

type Waiter = {
  readonly org: OrgId;
  /** Cheap: asked after every decision of the org. */
  readonly isWorthIt: (state: OrgState) => boolean;
  /** Since when it has had nothing, by Date.now(): over several questions, where it asks again and again. */
  readonly sinceMs: number;
  readonly go: () => void;
};

export type Waiting<T> = Pick<Waiter, 'org' | 'isWorthIt'> & {
  readonly sinceMs?: number;
  readonly untilMs: number;
  readonly gone: AbortSignal;
  /** Has to submit its command before it returns, so that the next in line sees what is left. */
  readonly attempt: () => Promise<T>;
};

/** Those that have waited long enough go home together: one wake-up for many, all of whom soon ask again, together. */
const TOGETHER_MS = 2_000;

type RoomShard = Pick<Shard, 'guess' | 'onFolded' | 'onResumed' | 'onHandedOver'>;

/** Where long polls wait. Who has waited longest is called first, and only when there may be something for it. */
export class WaitingRoom {
  readonly #shard: RoomShard;
  readonly #waiters = new Set<Waiter>();
  readonly #changed = new Set<OrgId>();
  readonly #came = new Set<Waiter>();
  readonly #leave: (() => void)[];
  #isClosed = false;
  #called: NodeJS.Immediate | null = null;

  constructor(shard: RoomShard) {
    this.#shard = shard;
    this.#leave = [
      // ahead of the acknowledgement: what they ask for may be recorded together with what makes it possible
      shard.onFolded((org) => this.#callSoon(org)),
      shard.onResumed(() => [...this.#waiters].forEach(({ org }) => this.#callSoon(org))),
      // they are told so, and are passed on to where it is written now
      shard.onHandedOver(() => [...this.#waiters].forEach(({ go }) => go())),
    ];
  }

  size = (): number => this.#waiters.size;

  /** What `attempt` gives once it is called; null when the time is over, the client gone, or the room closed. */
  wait<T>({ org, isWorthIt, untilMs, gone, attempt, sinceMs = Date.now() }: Waiting<T>): Promise<T | null> {
    if (gone.aborted || this.#isClosed || untilMs <= Date.now()) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        this.#came.delete(waiter);
        clearTimeout(timer);
        gone.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        leave();
        resolve(null);
      };
      const go = () => {
        leave();
        if (this.#isClosed) resolve(null);
        else attempt().then(resolve, reject);
      };
      const waiter: Waiter = { org, isWorthIt, sinceMs, go };
      const timer = setTimeout(giveUp, homeAt(untilMs, Date.now()) - Date.now());
      gone.addEventListener('abort', giveUp);
      this.#waiters.add(waiter);
      // it may have become worth it since it was last tried, or may wait here only because others came before
      this.#came.add(waiter);
      this.#called ??= setImmediate(() => this.#call());
    });
  }

  /** Others who wait in this org and would get something now. */
  rivals(org: OrgId): number {
    const state = this.#shard.guess(org);
    if (!state) return 0;
    let count = 0;
    for (const waiter of this.#waiters) if (waiter.org === org && waiter.isWorthIt(state)) count++;
    return count;
  }

  /** Everybody goes home with nothing. */
  close(): void {
    this.#isClosed = true;
    for (const stop of this.#leave) stop();
    if (this.#called) clearImmediate(this.#called);
    for (const { go } of [...this.#waiters]) go();
  }

  /** Once for all decisions of this turn of the event loop. */
  #callSoon(org: OrgId): void {
    this.#changed.add(org);
    this.#called ??= setImmediate(() => this.#call());
  }

  #call(): void {
    this.#called = null;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    const asked = [...this.#waiters].filter((waiter) => changed.has(waiter.org) || this.#came.has(waiter));
    this.#came.clear();
    const inTurn = asked.sort((a, b) => a.sinceMs - b.sinceMs); // stable: else who came first
    for (const waiter of inTurn) {
      const state = this.#shard.guess(waiter.org);
      if (state && waiter.isWorthIt(state)) waiter.go();
    }
  }
}

/** By Date.now(), never later than asked; who waits for a moment only waits for all of it. */
export function homeAt(untilMs: number, nowMs: number): number {
  const together = untilMs - (untilMs % TOGETHER_MS);
  return together - nowMs > TOGETHER_MS ? together : untilMs;
}
