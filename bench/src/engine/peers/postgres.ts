import { startPostgres, type PostgresServer } from '@headrace/readmodel/postgres';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsOf, type Durability } from '../durability.ts';

export type Postgres = { readonly url: string; stop(): Promise<void> };

/** A durable Postgres of its own, as a small server would be set up. */
export async function startPeerPostgres(durability: Durability): Promise<Postgres> {
  const root = await mkdtemp(join(tmpdir(), 'headrace-bench-pg-'));
  await chmod(root, 0o755); // Postgres may run under another account
  const server: PostgresServer = await startPostgres({
    dataDir: join(root, 'data'),
    user: 'bench',
    password: randomBytes(12).toString('hex'),
    isDurable: true,
    port: 0,
    settings: {
      shared_buffers: '256MB',
      max_wal_size: '2GB',
      max_connections: '100',
      synchronous_commit: settingsOf[durability].postgres,
    },
  });
  return {
    url: server.url(),
    stop: async () => {
      await server.kill();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
