import { quoted, type Database } from '@headrace/readmodel';

type Index = { readonly name: string; readonly definition: string };

/**
 * Does `work` without the indexes that only readers need, and makes them again at its end: while tables grow from
 * nothing, keeping them up costs more than half of the time.
 */
export async function withoutIndexes<T>(db: Database, schema: string, work: () => Promise<T>): Promise<T> {
  const indexes = await db.query<Index[]>(
    `SELECT class.relname AS name, pg_get_indexdef(class.oid) AS definition
     FROM pg_index JOIN pg_class AS class ON class.oid = indexrelid
     WHERE class.relnamespace = $1::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = class.oid)`,
    [quoted(schema)],
  );
  for (const { name } of indexes) await db.query(`DROP INDEX ${quoted(name)}`);
  const result = await work();
  for (const { definition } of indexes) await db.query(definition);
  await analyze(db, schema);
  return result;
}

/** So that the first reader after the swap is served by the right index. */
async function analyze(db: Database, schema: string): Promise<void> {
  const tables = await db.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
    [quoted(schema)],
  );
  await db.query(`ANALYZE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
}
