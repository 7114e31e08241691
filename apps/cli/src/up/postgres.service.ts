import { startPostgres } from '@headrace/readmodel/postgres';
import type { Running, Service } from './supervisor.ts';

export type PostgresPlace = {
  readonly dataDir: string;
  readonly password: string;
  readonly port: number;
};

/** The embedded Postgres, durable, on loopback. A restart keeps its port. */
export function postgresService({ dataDir, password, port }: PostgresPlace): Service {
  const settings = { shared_buffers: '32MB', max_connections: '40', autovacuum_naptime: '5min' };
  const launch = async (log: (line: string) => void): Promise<Running> => {
    const server = await startPostgres({
      dataDir,
      user: 'headrace',
      password,
      port,
      settings,
      isDurable: true,
      isDetached: true,
      onLine: log,
    });
    return {
      pid: server.pid(),
      gone: server.gone.then(() => 'gone'),
      signal: (signal) => void process.kill(server.pid(), signal),
      end: () => server.stop(),
    };
  };
  return { name: 'postgres', stopSignal: 'SIGINT', launch };
}

export const databaseUrl = ({ password, port }: PostgresPlace): string =>
  `postgres://headrace:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
