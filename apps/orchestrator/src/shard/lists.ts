import { positionOf, type Database, type ReadModel } from '@headrace/readmodel';
import { ProblemError } from '../http/problem.ts';

const PATIENCE_MS = 5_000;

/** Reads what the planner has projected; all of an answer is of one position. */
export class Lists {
  readonly #model: ReadModel | null;

  constructor(model: ReadModel | null) {
    this.#model = model;
  }

  /** Waits for `after` first. Errors: READ_MODEL_UNAVAILABLE, POSITION_NOT_REACHED. */
  async read<T>(after: number | undefined, query: (db: Database) => Promise<T>): Promise<T> {
    if (!this.#model) throw new ProblemError('READ_MODEL_UNAVAILABLE', 'DATABASE_URL is not set');
    if (after !== undefined) await this.#model.waitForPosition(after, PATIENCE_MS);
    return this.#model.snapshot(query);
  }

  /** The same, with the position that was read. */
  at<T extends object>(
    after: number | undefined,
    query: (db: Database) => Promise<T>,
  ): Promise<T & { position: number }> {
    return this.read(after, async (db) => ({ ...(await query(db)), position: await positionOf(db) }));
  }
}
