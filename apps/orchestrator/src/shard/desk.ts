import { ProblemError } from '../http/problem.ts';
import type { Asker, Service } from './service.ts';
import { createTurns, type Turn, type Turns, type WeightOf } from './turns.ts';
import type { OrgId } from '@headrace/events';

/** How long a request waits for a log that is away before it is told so. */
const PATIENCE_MS = 5_000;

/** What passes by itself, soon; with any other reason nobody has to wait. */
const worthWaiting: ReadonlySet<string> = new Set(['LOG_UNAVAILABLE']);

/** Where those stand who want to see or change the state: in order, and not for ever. */
export class Desk {
  readonly #turns: Turns;
  /** Were under way when a service ended, and come first with the next one. */
  readonly #again: Turn[] = [];
  /** Runs while somebody stands here. */
  #impatience: NodeJS.Timeout | null = null;
  #service: Service | null = null;
  #reason: ProblemError;
  #isFlushing = false;

  constructor(reason: ProblemError, weightOf?: WeightOf) {
    this.#reason = reason;
    this.#turns = createTurns(weightOf);
  }

  /** Rejects with ProblemError. */
  ask<T>(org: OrgId, take: (service: Service, asker: Asker<T>) => void): Promise<T> {
    if (!this.#service && !worthWaiting.has(this.#reason.code)) return Promise.reject(this.#reason);
    return new Promise((resolve, reject) => {
      let isInDoubt = false;
      const turn: Turn = {
        org,
        deadlineMs: Date.now() + PATIENCE_MS,
        run: () => take(this.#service!, asker), // only while there is one
        fail: (error) => reject(isInDoubt ? inDoubt(error) : error),
      };
      const again = () => {
        isInDoubt = true;
        this.#again.push(turn);
        this.serve();
        this.#watch();
      };
      const asker: Asker<T> = { answer: resolve, fail: reject, again };
      this.#turns.add(turn);
      this.serve();
      this.#watch();
    });
  }

  open(service: Service): void {
    this.#service = service;
    this.serve();
  }

  /** As many as the service can take now; what they decide is sent soon. */
  serve(): void {
    if (!this.#service?.canTake()) return;
    this.#restore();
    while (this.#service?.canTake()) {
      const turn = this.#turns.next();
      if (!turn) break;
      turn.run();
    }
    this.#flushSoon();
  }

  /** When all that has arrived by now has been read and decided: what comes together is recorded together. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#service?.flush();
    });
  }

  /** Those who stand here wait on, where that makes sense. */
  shut(reason: ProblemError): void {
    this.#service?.flush();
    this.#service = null;
    this.#reason = reason;
    if (!worthWaiting.has(reason.code)) this.#sendHome();
  }

  /** For good. */
  close(reason: ProblemError): void {
    this.#service?.flush();
    this.#service = null;
    this.#reason = reason;
    clearTimeout(this.#impatience ?? undefined);
    this.#sendHome();
  }

  #sendHome(): void {
    this.#restore();
    for (const turn of this.#turns.all()) turn.fail(this.#reason);
  }

  /** Not while a service is ending: it gives them back one by one. */
  #restore(): void {
    if (this.#again.length > 0) this.#turns.restore(this.#again.splice(0));
  }

  #watch(): void {
    if (this.#impatience || (this.#turns.isEmpty() && this.#again.length === 0)) return;
    this.#impatience = setTimeout(() => this.#expire(), PATIENCE_MS / 20).unref();
  }

  #expire(): void {
    this.#impatience = null;
    this.#restore();
    for (const turn of this.#turns.expired(Date.now())) turn.fail(this.#service ? tooSlow() : this.#reason);
    this.#watch();
  }
}

const tooSlow = () => new ProblemError('LOG_UNAVAILABLE', `Its turn did not come within ${PATIENCE_MS} ms`);

const inDoubt = ({ code, message }: ProblemError) =>
  new ProblemError(code, `${message}. Whether it was recorded is not known yet: the same id finds out`);
