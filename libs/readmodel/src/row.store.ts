import type { OrgId } from '@headrace/events';
import { quoted } from './database.ts';
import { columnName, type Row, type Stored } from './row.ts';

/** What a query needs: a DataSource, or the EntityManager of a transaction. */
export type Database = { query<T>(sql: string, parameters?: unknown[]): Promise<T> };

const upsertAtOnce = 2000;

/** `"plan_id" AS "planId", …`: rows come back as the view's own records. */
export const selection = <View>({ columns }: Row<View>): string =>
  Object.keys(columns)
    .filter((field) => field !== 'org')
    .map((field) => `${quoted(columnName(field))} AS ${quoted(field)}`)
    .join(', ');

/** The records with these keys, by `keyed(org, key)`; where the key has one field. */
export async function rowsByKey<View>(
  db: Database,
  row: Row<View>,
  keys: readonly { org: OrgId; key: string }[],
): Promise<Map<string, View>> {
  if (keys.length === 0) return new Map();
  const field = row.key[1]!; // after org
  const found = await db.query<Stored<View>[]>(
    `SELECT stored.org, ${selection(row)} FROM ${quoted(row.table)} AS stored
     JOIN unnest($1::text[], $2::text[]) AS wanted(wanted_org, wanted_key)
       ON stored.org = wanted_org AND stored.${quoted(columnName(field))} = wanted_key`,
    [keys.map(({ org }) => org), keys.map(({ key }) => key)],
  );
  return new Map(found.map(({ org, ...view }) => [keyed(org, String(view[field as never])), view as View]));
}

/** A key within all orgs. */
export const keyed = (org: OrgId, key: string): string => `${org}/${key}`;

/** Whole rows, new or replacing; in few statements however many they are. */
export async function upsertAll<View>(
  db: Database,
  row: Row<View>,
  stored: readonly Stored<View>[],
): Promise<void> {
  const sql = upsertOf(row);
  for (let from = 0; from < stored.length; from += upsertAtOnce)
    await db.query(sql, [storable(stored.slice(from, from + upsertAtOnce))]);
}

function upsertOf<View>({ table, key, columns }: Row<View>): string {
  const fields = Object.entries<{ sql: string }>(columns);
  const names = fields.map(([field]) => quoted(columnName(field)));
  const given = fields.map(([field, { sql }]) => `${quoted(field)} ${sql}`);
  const keys = key.map((field) => quoted(columnName(field)));
  const changes = names.filter((name) => !keys.includes(name)).map((name) => `${name} = EXCLUDED.${name}`);
  return `INSERT INTO ${quoted(table)} (${names.join(', ')})
    SELECT ${fields.map(([field]) => quoted(field)).join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS given(${given.join(', ')})
    ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${changes.join(', ')}`;
}

/**
 * As JSON. Agents say anything, also what Postgres cannot store as text (U+0000, half of a surrogate pair): that
 * becomes U+FFFD. Seldom enough to look first and walk through the values only then.
 */
function storable(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(values, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString().replaceAll('\0', '\uFFFD') : value,
  );
}
