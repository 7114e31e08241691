import { connectBroker, ensureStreams, openPresence, type Broker } from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { streamsMade } from './streams.made.ts';

describe('streams that nobody has made yet', () => {
  let server: TestServer;
  let broker: Broker;
  beforeEach(async () => {
    server = await startTestServer();
    broker = await connectBroker({ url: server.url, name: 'planner' });
  });
  afterEach(async () => {
    await broker.close();
    await server.stop();
  });

  it('are waited for, all of them', async () => {
    let isMade = false;
    const made = streamsMade(broker, 'main', new AbortController().signal).then(() => (isMade = true));
    await pause(250);
    expect(isMade).toBe(false);
    await ensureStreams(broker, { shard: 'main' });
    await made;
    expect(await openPresence(broker).list()).toEqual([]);
  });

  it('are waited for no longer than one is wanted', async () => {
    const stop = new AbortController();
    const made = streamsMade(broker, 'main', stop.signal);
    stop.abort();
    await expect(made).rejects.toMatchObject({ name: 'AbortError' });
  });
});
