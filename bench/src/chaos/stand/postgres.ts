import { startPostgres } from '@headrace/readmodel/postgres';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AGAIN_MS, type Kept } from './kept.ts';

/** A durable Postgres that is started again whenever it ends, on the port that it had. */
export async function keepPostgres(dataDir: string): Promise<Kept & { readonly url: string }> {
  const password = randomBytes(12).toString('hex');
  const start = (port: number) =>
    startPostgres({ dataDir, user: 'chaos', password, port, isDurable: true, settings: { shared_buffers: '32MB' } }); // prettier-ignore
  let server: Awaited<ReturnType<typeof start>> | null = await start(0);
  const { port } = server;
  const url = server.url();
  let isWanted = true;
  const living = (async () => {
    while (isWanted) {
      await server?.gone;
      server = null;
      await sleep(AGAIN_MS);
      if (isWanted) server = await start(port).catch(() => null); // what the last one left behind may still be ending
    }
  })();
  return {
    url,
    pid: () => server?.pid() ?? null,
    stop: async () => {
      isWanted = false;
      await server?.kill();
      await living;
    },
  };
}
