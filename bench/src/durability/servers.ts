import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStreams, type Broker } from '@headrace/events/jetstream';
import { natsBinaryFrom, startTestServer, type TestServer } from '@headrace/events/testing';

export type Sync = '2m' | '1s' | 'always';

/** One server, or three that keep copies; each stores in its own of `places`. */
export async function startServers(sync: Sync, places: readonly string[]): Promise<readonly TestServer[]> {
  const binary = natsBinaryFrom('2.12')?.path;
  if (!binary) throw new Error('This suite needs a nats-server >= 2.12: node scripts/nats-server.mjs');
  const base = 31_500 + Math.floor(Math.random() * 400) * 3;
  const routes = places.map((_, i) => `"nats-route://127.0.0.1:${base + i}"`).join(', ');
  const cluster = (i: number) =>
    places.length === 1
      ? ''
      : `cluster { name: "bench", listen: "127.0.0.1:${base + i}", routes: [${routes}] }`;
  const configured = (place: string, i: number) => (port: number) => `
server_name: "n${i}"
listen: "127.0.0.1:${port}"
jetstream { store_dir: "${join(place, 'store')}", max_memory_store: 64MB, max_file_store: 512MB, sync_interval: ${sync} }
${cluster(i)}
`;
  return Promise.all(
    places.map((place, i) => {
      mkdirSync(place, { recursive: true });
      return startTestServer({ binary, configure: configured(place, i) });
    }),
  );
}

export const urlOf = (servers: readonly TestServer[]): string => servers.map(({ url }) => url).join(',');

/** Servers that have just been started look for a leader first. */
export async function ready(broker: Broker, shard: string, copies: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await ensureStreams(broker, { shard, replicas: copies });
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(100);
    }
  }
}
