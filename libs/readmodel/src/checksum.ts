import { quoted } from './database.ts';
import { columnName } from './row.ts';
import { rows } from './rows.ts';
import type { Database } from './row.store.ts';

export type Checksums = Readonly<Record<string, string>>;

/** A digest of each table's content, whatever the order it was written in. Equal content, equal digest. */
export async function checksum(db: Database): Promise<Checksums> {
  const digests: [string, string][] = [];
  for (const { table, key } of rows) {
    const order = key.map((field) => `to_jsonb(${quoted(columnName(field))})::text COLLATE "C"`).join(', ');
    const [found] = await db.query<{ digest: string }[]>(
      `SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(t::text, 'UTF8')), ''::bytea ORDER BY ${order}), ''::bytea)), 'hex')
         AS digest FROM ${quoted(table)} AS t`,
    );
    digests.push([table, found!.digest]);
  }
  return Object.fromEntries(digests);
}
