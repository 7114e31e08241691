import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectBroker,
  eventStreamOf,
  openShardWriter,
  readRange,
  type Broker,
} from '@headrace/events/jetstream';
import type { TestServer } from '@headrace/events/testing';
import type { Suite } from '../row.ts';
import { beginLoad } from './load.ts';
import { ready, startServers, urlOf } from './servers.ts';

const SHARD = 'main';
const KILLS = 6;
/** Acknowledged behind a kill before the server comes back: two of three are enough. */
const PROGRESS = 400;

/**
 * Three servers that sync every write, and a writer that appends as fast as it can while the leader of the stream is killed
 * and started again, six times. What was acknowledged has to stand where its writer was told.
 */
export const leaderKillsSuite: Suite = async (say) => {
  const dir = mkdtempSync(join(tmpdir(), 'headrace-leader-kills-'));
  const servers = await startServers('always', ['n0', 'n1', 'n2'].map((name) => join(dir, name))); // prettier-ignore
  const broker = await connectBroker({ url: urlOf(servers), name: 'bench' });
  try {
    await ready(broker, SHARD, 3);
    const load = beginLoad(await openShardWriter(broker, { shard: SHARD, at: 0 }), SHARD);
    for (let kill = 1; kill <= KILLS; kill++) {
      await killLeader(broker, servers, () => load.acknowledged.size);
      say(`kill ${kill} of ${KILLS}: ${load.acknowledged.size} acknowledged`);
    }
    const recoveries = await load.end();
    const stored = await storedIn(broker);
    const wrong = [...load.acknowledged].filter(([id, position]) => stored.get(id) !== position).length;
    const ratioTo = `${load.acknowledged.size} acknowledged`;
    return [
      { name: 'lost_or_moved', value: wrong, unit: 'commits', ratioTo, aim: '0', isMet: wrong === 0 },
      { name: 'recoveries', value: recoveries, unit: '', ratioTo: `${KILLS} kills` },
    ];
  } finally {
    await broker.close();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  }
};

async function killLeader(
  broker: Broker,
  servers: readonly TestServer[],
  acknowledged: () => number,
): Promise<void> {
  const leader = await until(async () => (await clusterOf(broker)).leader);
  const before = acknowledged();
  const server = servers[Number(leader.slice(1))]!;
  await server.kill('SIGKILL');
  await until(() => Promise.resolve(acknowledged() > before + PROGRESS));
  await server.restart();
  await until(async () => (await clusterOf(broker)).replicas?.every(({ current }) => current));
}

const clusterOf = async (broker: Broker) => (await broker.jsm.streams.info(eventStreamOf(SHARD))).cluster!;

/** What is asked for, once it is there; a cluster without a leader does not answer. */
async function until<T>(ask: () => Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await ask().catch(() => null);
    if (found) return found;
    await sleep(100);
  }
  throw new Error('the cluster does not come back within a minute');
}

async function storedIn(broker: Broker): Promise<ReadonlyMap<string, number>> {
  const stored = new Map<string, number>();
  for await (const { commit, position } of readRange(broker, SHARD, { after: 0 }))
    stored.set(commit.command.id, position);
  return stored;
}
