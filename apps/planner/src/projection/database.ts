import { databaseAt, schemaOf } from '@headrace/readmodel';
import type { DataSource } from 'typeorm';
import type { ReadModelDatabase } from './projector.ts';

/** The schema of a shard, or one that is being filled beside it. `close` ends its connections. */
export function databaseOf(
  url: string,
  shard: string,
  schema = schemaOf(shard),
): ReadModelDatabase & { readonly close: () => Promise<void> } {
  let opening: Promise<DataSource> | null = null;
  const source = () =>
    (opening ??= databaseAt({
      url,
      schema,
      poolSize: 2,
      isRelaxed: true,
      applicationName: 'headrace planner',
    })
      .initialize()
      .catch((error: unknown) => {
        opening = null;
        throw error;
      }));
  const close = async () => {
    const open = await opening?.catch(() => null);
    opening = null;
    await open?.destroy();
  };
  return { url, schema, source, close };
}
