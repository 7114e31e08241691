import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { startTestServer, type TestServer } from './nats.server.ts';

describe('a nats-server for tests', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startTestServer()));
  afterAll(() => server.stop());

  it('keeps its port and its store over a SIGKILL', async () => {
    const before = await connect({ servers: server.url });
    await (await jetstreamManager(before)).streams.add({ name: 'S', subjects: ['s'] });
    await jetstream(before).publish('s', 'kept');
    await before.close();
    await server.restart();
    const after = await connect({ servers: server.url });
    const stored = await (await jetstreamManager(after)).streams.getMessage('S', { seq: 1 });
    await after.close();
    expect(stored?.string()).toBe('kept');
  });

  it('is one of many on the same machine', async () => {
    const others = await Promise.all([startTestServer(), startTestServer()]);
    expect(new Set([server.port, ...others.map(({ port }) => port)]).size).toBe(3);
    await Promise.all(others.map((other) => other.stop()));
  });
});
