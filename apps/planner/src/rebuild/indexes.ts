import { quoted, type Database } from '@headrace/readmodel';

type Index = { readonly name: string; readonly definition: string };

/**
 * Does `work` without the indexes that only readers need, and makes them again at its end: while tables grow from
 * nothing, keeping them up costs more than half of the time.
 */
export async function withoutIndexes(db: Database, schema: string, work: () => Promise<void>): Promise<void> {
  const indexes = await db.query<Index[]>(
    `SELECT class.relname AS name, pg_get_indexdef(class.oid) AS definition
     FROM pg_index JOIN pg_class AS class ON class.oid = indexrelid
     WHERE class.relnamespace = $1::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = class.oid)`,
    [quoted(schema)],
  );
  for (const { name } of indexes) await db.query(`DROP INDEX ${quoted(name)}`);
  await work();
  for (const { definition } of indexes) await db.query(definition);
}
