import type { OrgId } from '@headrace/events';
import { positionOf, type Database, type ReadModel } from '@headrace/readmodel';

import { ProblemError } from '../http/problem.ts';

const PATIENCE_MS = 5_000;

export type At<T> = { readonly position: number; readonly value: T };

/** Questions to the read model of one org. Errors: READ_MODEL_UNAVAILABLE, POSITION_NOT_REACHED, QUERY_INVALID. */
export class Lists {
  readonly #model: ReadModel;
  readonly #org: OrgId;
  readonly #head: () => Promise<number>;

  constructor(model: ReadModel, org: OrgId, head: () => Promise<number>) {
    this.#model = model;
    this.#org = org;
    this.#head = head;
  }

  read<T>(query: (db: Database, org: OrgId) => Promise<T>): Promise<T> {
    return this.#model.read((db) => query(db, this.#org));
  }

  /** All queries see one position, which is `after` or later. */
  async at<T>(after: number, queries: (db: Database, org: OrgId) => Promise<T>): Promise<At<T>> {
    if (after > 0) await this.#reach(after);
    return this.#model.snapshot(async (db) => ({
      position: await positionOf(db),
      value: await queries(db, this.#org),
    }));
  }

  /** What no commit can have answered yet is a mistake, and not worth a wait. */
  async #reach(after: number): Promise<void> {
    const head = await this.#head().catch(() => after); // the broker is away: what is projected is all we know
    if (after > head)
      throw new ProblemError('QUERY_INVALID', `The log ends at ${head}`, {
        path: 'after',
        expected: `at most ${head}`,
      });
    await this.#model.waitForPosition(after, PATIENCE_MS);
  }
}
