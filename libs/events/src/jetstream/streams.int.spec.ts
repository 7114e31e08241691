import { DiscardPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { describeWith } from '../testing/requires.ts';
import { connectBroker, type Broker } from './broker.ts';
import { ensureStreams } from './streams.ts';
import { LOG_STREAM, eventStreamOf } from './subjects.ts';

function suite(binary?: string): void {
  let server: TestServer;
  let broker: Broker;

  beforeAll(async () => {
    server = await startTestServer(binary ? { binary } : {});
    broker = await connectBroker({ url: server.url, name: 'streams' });
  });
  afterAll(async () => {
    await broker.close();
    await server.stop();
  });
  const configOf = async (stream: string) => (await broker.jsm.streams.info(stream)).config;

  it('are made once, by however many processes at once', async () => {
    const other = await connectBroker({ url: server.url, name: 'other' });
    await Promise.all([broker, other, broker].map((each) => ensureStreams(each, { shard: 'many' })));
    await ensureStreams(other, { shard: 'many' });
    await other.close();
    expect(await configOf(eventStreamOf('many'))).toMatchObject({
      subjects: ['evt.many.>'],
      storage: 'file',
      ...{ max_age: 0, max_bytes: -1, max_msgs: -1, discard: DiscardPolicy.New },
      ...{ deny_delete: true, deny_purge: true, allow_direct: true },
    });
  });

  it('of events cannot be emptied', async () => {
    await ensureStreams(broker, { shard: 'kept' });
    await expect(broker.jsm.streams.purge(eventStreamOf('kept'))).rejects.toThrow('purge');
    await expect(broker.jsm.streams.deleteMessage(eventStreamOf('kept'), 1)).rejects.toThrow('delete');
  });

  it('compress logs where the server can, and forget them in time', async () => {
    await ensureStreams(broker, { shard: 'main', logMaxAgeMs: 60_000, logMaxBytes: 1_000_000 });
    const config = await configOf(LOG_STREAM);
    expect(config).toMatchObject({
      max_age: nanos(60_000),
      max_bytes: 1_000_000,
      discard: DiscardPolicy.Old,
    });
    expect(config.compression ?? 'none').toBe(broker.features().compression ? 's2' : 'none');
    await ensureStreams(broker, { shard: 'main', logMaxAgeMs: 120_000 });
    expect(await configOf(LOG_STREAM)).toMatchObject({ max_age: nanos(120_000), max_bytes: -1 });
  });

  it('that could lose the truth are refused, and every wrong setting is named', async () => {
    const name = eventStreamOf('wrong');
    await broker.jsm.streams.add({ name, subjects: ['evt.wrong.>'], max_age: nanos(60_000), max_msgs: 10 });
    const ensuring = ensureStreams(broker, { shard: 'wrong' });
    await expect(ensuring).rejects.toMatchObject({ code: 'STREAM_MISMATCH' });
    await expect(ensuring).rejects.toThrow(/max_age is 60000000000, must be 0; .*max_msgs is 10, must be -1/);
    expect(await configOf(name)).toMatchObject({ max_age: nanos(60_000), max_msgs: 10 });
  });

  it.each(['', 'a.b', 'A', '*', 'x'.repeat(32)])('are not made for a shard %j', async (shard) => {
    await expect(ensureStreams(broker, { shard })).rejects.toMatchObject({ code: 'STREAM_MISMATCH' });
  });

  it('with replicas need a server that keeps them safe', async () => {
    const replicated = ensureStreams(broker, { shard: 'three', replicas: 3 });
    await expect(replicated).rejects.toMatchObject({
      code: broker.features().replicas ? 'LOG_UNAVAILABLE' : 'BROKER_TOO_OLD',
    });
  });
}

describe('the streams', () => suite());
describeWith('nats-2.12', 'the streams, on a newer server', (path) => suite(path));
