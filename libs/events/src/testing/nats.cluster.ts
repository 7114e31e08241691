import { createServer } from 'node:net';
import { brokerConfiguration } from '../jetstream/broker.configuration.ts';
import { startTestServer, type TestServer } from './nats.server.ts';

export type TestCluster = {
  /** Of all members, separated by commas, with the orchestrator's user. */
  readonly url: string;
  readonly members: readonly TestServer[];
  /** By its name at the broker: `n0`, `n1`, `n2`. */
  member(name: string): TestServer;
  stop(): Promise<void>;
};

export const CLUSTER_PASSWORD = 'only-for-this-test-cluster';

/** Three nats-servers as the product configures them where there is more than one machine; every commit is synced. */
export async function startTestCluster(binary: string): Promise<TestCluster> {
  const ports = await freePorts(3);
  const passwords = {
    orchestrator: CLUSTER_PASSWORD,
    planner: CLUSTER_PASSWORD,
    web: CLUSTER_PASSWORD,
    inspector: CLUSTER_PASSWORD,
  };
  const routes = ports.map((port) => `127.0.0.1:${port}`);
  const start = (clusterPort: number, i: number) =>
    startTestServer({
      binary,
      configure: (port, storeDir) =>
        brokerConfiguration({
          ...{ port, storeDir, passwords, syncAlways: true, maxFileStore: 2 ** 30 },
          cluster: { name: `n${i}`, port: clusterPort, routes, password: CLUSTER_PASSWORD },
        }),
    });
  const members = await Promise.all(ports.map(start));
  const places = members.map(({ port }) => `nats://orchestrator:${CLUSTER_PASSWORD}@127.0.0.1:${port}`);
  return {
    url: places.join(','),
    members,
    member: (name) => members[Number(name.slice(1))]!,
    stop: async () => void (await Promise.all(members.map((member) => member.stop()))),
  };
}

async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 10_240 + Math.floor(Math.random() * 21_000); // below what outgoing connections draw from
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
