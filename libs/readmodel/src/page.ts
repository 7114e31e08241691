import type { OrgId } from '@headrace/events';
import { quoted } from './database.ts';
import { ReadModelFailure } from './readmodel.failure.ts';
import { columnName, type Row } from './row.ts';
import { selection, type Database } from './row.store.ts';

export type PageRequest = {
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 500; 50 unless told. */
  readonly limit?: number | undefined;
};

/** `next`: the cursor of the page that follows; null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

/** Conditions on a table, collected with their parameters; `?` stands for the value. */
export type Conditions = {
  /** Left out where the value is undefined. */
  and(sql: string, value: unknown): Conditions;
  readonly sql: string;
  readonly values: readonly unknown[];
};

export const inOrg = (org: OrgId): Conditions => conditions('"org" = $1', [org]);

const conditions = (sql: string, values: readonly unknown[]): Conditions => ({
  sql,
  values,
  and: (more, value) =>
    value === undefined
      ? conditions(sql, values)
      : conditions(`${sql} AND ${more.replaceAll('?', `$${values.length + 1}`)}`, [...values, value]),
});

type Order<View> = {
  /** Together unique within the conditions, and never changing, so that no row is skipped or met twice. */
  readonly by: readonly (keyof View & string)[];
  readonly descending?: boolean;
};

/** The rows after the cursor in that order. */
export async function pageOf<View>(
  db: Database,
  row: Row<View>,
  where: Conditions,
  order: Order<View>,
  { cursor, limit = 50 }: PageRequest,
): Promise<Page<View>> {
  const size = Math.min(Math.max(Math.trunc(limit), 1), 500);
  const names = order.by.map((field) => quoted(columnName(field)));
  const direction = order.descending ? 'DESC' : 'ASC';
  const { sql, values } = cursor ? beyond(where, row, order, cursor) : where;
  const found = await db.query<View[]>(
    `SELECT ${selection(row)} FROM ${quoted(row.table)} WHERE ${sql}
     ORDER BY ${names.map((name) => `${name} ${direction}`).join(', ')} LIMIT ${size + 1}`,
    [...values],
  );
  const items = found.slice(0, size);
  const last = items.at(-1);
  return { items, next: found.length > size && last ? cursorOf(order.by.map((field) => last[field])) : null };
}

function beyond<View>(where: Conditions, row: Row<View>, order: Order<View>, cursor: string): Conditions {
  const place = placeOf(cursor, order.by.length);
  const names = order.by.map((field) => quoted(columnName(field)));
  const first = where.values.length + 1;
  const columns = row.columns as Record<string, { sql: string }>;
  const values = order.by.map((field, i) => `$${first + i}::${columns[field]!.sql}`);
  const sign = order.descending ? '<' : '>';
  return conditions(`${where.sql} AND (${names.join(', ')}) ${sign} (${values.join(', ')})`, [
    ...where.values,
    ...place,
  ]);
}

const cursorOf = (place: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

function placeOf(cursor: string, length: number): readonly (string | number)[] {
  const place = jsonOf(Buffer.from(cursor, 'base64url').toString());
  const isPlace =
    Array.isArray(place) &&
    place.length === length &&
    place.every((value) => typeof value === 'string' || typeof value === 'number');
  if (!isPlace)
    throw new ReadModelFailure('QUERY_INVALID', 'cursor is not one that a page named as its `next`');
  return place;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
