import type { Place } from '@headrace/events';
import { positionOf, type Database, type ReadModel } from '@headrace/readmodel';
import { placeHere } from '../http/place.here.ts';
import { ProblemError } from '../http/problem.ts';

const PATIENCE_MS = 5_000;

/** Reads what the planner has projected; all of an answer is of one position. */
export class Lists {
  readonly #model: ReadModel | null;
  readonly #shard: string;
  readonly #head: () => Promise<number>;

  constructor(model: ReadModel | null, shard: string, head: () => Promise<number>) {
    this.#model = model;
    this.#shard = shard;
    this.#head = head;
  }

  /** Waits for `after` first. Errors: READ_MODEL_UNAVAILABLE, POSITION_NOT_REACHED, POSITION_ELSEWHERE, QUERY_INVALID. */
  async read<T>(after: Place | undefined, query: (db: Database) => Promise<T>): Promise<T> {
    if (!this.#model) throw new ProblemError('READ_MODEL_UNAVAILABLE', 'DATABASE_URL is not set');
    if (after) await this.#reach(this.#model, placeHere(after, this.#shard, 'after'));
    return this.#model.snapshot(query);
  }

  /** The same, with the position that was read. */
  at<T extends object>(
    after: Place | undefined,
    query: (db: Database) => Promise<T>,
  ): Promise<T & { position: number }> {
    return this.read(after, async (db) => ({ ...(await query(db)), position: await positionOf(db) }));
  }

  /** What no commit can have answered yet is a mistake, and not worth a wait. */
  async #reach(model: ReadModel, after: number): Promise<void> {
    const head = await this.#head().catch(() => after); // the broker is away: what is projected is all we know
    if (after > head)
      throw new ProblemError('QUERY_INVALID', `The log ends at ${head}`, {
        path: 'after',
        expected: `at most ${head}`,
      });
    await model.waitForPosition(after, PATIENCE_MS);
  }
}
