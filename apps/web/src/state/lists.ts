import type { OrgId } from '@headrace/events';
import { positionOf, type Database, type ReadModel } from '@headrace/readmodel';

const PATIENCE_MS = 5_000;

export type At<T> = { readonly position: number; readonly value: T };

/** Questions to the read model of one org. Errors: READ_MODEL_UNAVAILABLE, POSITION_NOT_REACHED. */
export class Lists {
  readonly #model: ReadModel;
  readonly #org: OrgId;

  constructor(model: ReadModel, org: OrgId) {
    this.#model = model;
    this.#org = org;
  }

  read<T>(query: (db: Database, org: OrgId) => Promise<T>): Promise<T> {
    return this.#model.read((db) => query(db, this.#org));
  }

  /** All queries see one position, which is `after` or later. */
  async at<T>(after: number, queries: (db: Database, org: OrgId) => Promise<T>): Promise<At<T>> {
    if (after > 0) await this.#model.waitForPosition(after, PATIENCE_MS);
    return this.#model.snapshot(async (db) => ({
      position: await positionOf(db),
      value: await queries(db, this.#org),
    }));
  }
}
