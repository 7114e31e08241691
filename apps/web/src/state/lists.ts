import type { OrgId } from '@headrace/events';
import { positionOf, type Database } from '@headrace/readmodel';
import type { Home } from '../org/home.ts';

import { ProblemError } from '../http/problem.ts';
import type { ReadModels } from './read.models.ts';

const PATIENCE_MS = 5_000;

export type At<T> = { readonly position: number; readonly value: T };

/** Questions to the read model of one org. Errors: READ_MODEL_UNAVAILABLE, POSITION_NOT_REACHED, QUERY_INVALID. */
export class Lists {
  readonly #models: Pick<ReadModels, 'current'>;
  readonly #home: Pick<Home, 'shard'>;
  readonly #org: OrgId;
  readonly #head: () => Promise<number>;

  constructor(
    models: Pick<ReadModels, 'current'>,
    home: Pick<Home, 'shard'>,
    org: OrgId,
    head: () => Promise<number>,
  ) {
    this.#models = models;
    this.#home = home;
    this.#org = org;
    this.#head = head;
  }

  read<T>(query: (db: Database, org: OrgId) => Promise<T>): Promise<T> {
    return this.#models.current().read((db) => query(db, this.#org));
  }

  /** All queries see one position, which is `after` or later. */
  async at<T>(after: number, queries: (db: Database, org: OrgId) => Promise<T>): Promise<At<T>> {
    if (after > 0) await this.#reach(after);
    // what another org has recorded where this one may never live is no place for a reader of this one
    const isHome = this.#home.shard() !== null;
    return this.#models.current().snapshot(async (db) => ({
      position: isHome ? await positionOf(db) : 0,
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
    await this.#models.current().waitForPosition(after, PATIENCE_MS);
  }
}
