import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import { digestOf } from '../digest.ts';
import type { AttemptId, OrgId } from '../ids.ts';
import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { describeWith } from '../testing/requires.ts';
import { connectBroker, type Broker } from './broker.ts';
import { isFresh, openControl, openPresence, type Entry } from './bucket.ts';
import { openEvidence } from './evidence.ts';
import { openLogs, type LogLines, type LogRef, type Logs } from './logs.ts';
import { isCaughtUp, type CaughtUp } from './reading.ts';
import { ensureStreams } from './streams.ts';
import { EVIDENCE_BUCKET, EVIDENCE_STREAM, LOG_STREAM, PRESENCE_BUCKET } from './subjects.ts';

function suite(binary?: string): void {
  let server: TestServer;
  let broker: Broker;
  let cancel: AbortController;

  beforeAll(async () => {
    server = await startTestServer(binary ? { binary } : {});
    broker = await connectBroker({ url: server.url, name: 'stores' });
    await ensureStreams(broker, { shard: 'main' });
  });
  afterAll(async () => {
    await broker.close();
    await server.stop();
  });
  beforeEach(() => void (cancel = new AbortController()));
  afterEach(() => cancel.abort());

  describe('the log of an attempt', () => {
    let logs: Logs;
    let ref: LogRef;
    let attempts = 0;
    beforeEach(() => {
      logs = openLogs(broker);
      ref = { org: 'main' as OrgId, attemptId: `p.t.${++attempts}` as AttemptId };
    });
    const numbered = (firstLine: number, count: number): LogLines => ({
      firstLine,
      lines: Array.from({ length: count }, (_, i) => `line ${firstLine + i}`),
    });
    const readFrom = async (from: number) => flat(await collected(logs.read(ref, from)));

    it('is read from any line', async () => {
      const other = { ...ref, attemptId: `q.${ref.attemptId.slice(2)}` as AttemptId };
      for (let i = 0; i < 20; i++) {
        await logs.append(ref, numbered(i * 3, 3));
        await logs.append(other, numbered(i, 1));
      }
      expect(await readFrom(0)).toEqual(numbered(0, 60));
      for (const from of [1, 2, 3, 29, 30, 31, 59])
        expect(await readFrom(from)).toEqual(numbered(from, 60 - from));
      expect(await collected(logs.read(ref, 60))).toEqual([]);
      expect(await collected(logs.read(ref, 999))).toEqual([]);
      expect(await logs.nextLine(ref)).toBe(60);
    });

    it('that does not exist is empty', async () => {
      expect(await logs.nextLine(ref)).toBe(0);
      expect(await collected(logs.read(ref, 0))).toEqual([]);
      expect(await collected(logs.read(ref, 5))).toEqual([]);
    });

    it('counts a chunk once that was sent twice, or again with more', async () => {
      await logs.append(ref, numbered(0, 3));
      await logs.append(ref, numbered(0, 3));
      await logs.append(ref, numbered(1, 4));
      await logs.append(ref, numbered(5, 1));
      expect(await readFrom(0)).toEqual(numbered(0, 6));
      expect(await readFrom(4)).toEqual(numbered(4, 2));
    });

    it('keeps empty lines, and lines of any language', async () => {
      const lines = ['', 'größer 🚀', '', '\ttab'];
      await logs.append(ref, { firstLine: 0, lines });
      expect(await readFrom(0)).toEqual({ firstLine: 0, lines });
    });

    it('is followed from a line', async () => {
      await logs.append(ref, numbered(0, 4));
      const items = logs.follow(ref, 2, cancel.signal);
      expect(await valueOf(items)).toEqual(numbered(2, 2));
      expect(isCaughtUp(await valueOf(items))).toBe(true);
      const live = valueOf(items);
      await logs.append(ref, numbered(4, 1));
      expect(await live).toEqual(numbered(4, 1));
    });

    it('refuses a chunk that is too large, and a line of two lines', async () => {
      const large = logs.append(ref, { firstLine: 0, lines: ['x'.repeat(65_537)] });
      await expect(large).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
      const double = logs.append(ref, { firstLine: 0, lines: ['a\nb'] });
      await expect(double).rejects.toMatchObject({ code: 'BODY_INVALID' });
    });

    it('leaves no consumer behind', async () => {
      await logs.append(ref, numbered(0, 4));
      await readFrom(0);
      expect((await broker.jsm.streams.info(LOG_STREAM)).state.consumer_count).toBe(0);
    });
  });

  describe('evidence', () => {
    it.each([0, 1, 128 * 1024, 300_000])('of %d bytes is got as it was put', async (length) => {
      const evidence = openEvidence(broker);
      const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
      const ref = await evidence.put(bytes, 'text/x-diff');
      expect(ref).toEqual({ sha256: digestOf(bytes), bytes: length, mediaType: 'text/x-diff' });
      const got = await evidence.get(ref.sha256);
      expect(got.ref).toEqual(ref);
      expect(Buffer.compare(got.bytes, bytes)).toBe(0);
    });

    it('is stored once, however often it is put', async () => {
      const evidence = openEvidence(broker);
      const bytes = new TextEncoder().encode('the same');
      const ref = await evidence.put(bytes, 'text/plain');
      const stored = async () => (await broker.jsm.streams.info(EVIDENCE_STREAM)).state.messages;
      const before = await stored();
      expect(await evidence.put(bytes, 'text/plain')).toEqual(ref);
      expect(await stored()).toBe(before);
    });

    it('that nobody stored is not found', async () => {
      const evidence = openEvidence(broker);
      expect(await evidence.find(digestOf('nothing'))).toBeNull();
      await expect(evidence.get(digestOf('nothing'))).rejects.toMatchObject({ code: 'EVIDENCE_NOT_FOUND' });
    });

    it('that was changed in the store is not handed out in silence', async () => {
      const evidence = openEvidence(broker);
      const ref = await evidence.put(new TextEncoder().encode('what was said'), 'text/plain');
      const store = await new Objm(jetstream(broker.nc)).open(EVIDENCE_BUCKET);
      await store.putBlob({ name: ref.sha256 }, new TextEncoder().encode('what is claimed'));
      await expect(evidence.get(ref.sha256)).rejects.toMatchObject({ code: 'EVIDENCE_DAMAGED' });
    });

    it('can be erased, and put again', async () => {
      const evidence = openEvidence(broker);
      const bytes = new TextEncoder().encode('a secret');
      const { sha256 } = await evidence.put(bytes, 'text/plain');
      await evidence.erase(sha256);
      expect(await evidence.find(sha256)).toBeNull();
      await evidence.put(bytes, 'text/plain');
      expect((await evidence.get(sha256)).bytes).toEqual(bytes);
    });

    it('is an object like any other to other clients', async () => {
      const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i);
      const { sha256 } = await openEvidence(broker).put(bytes, 'application/octet-stream');
      const store = await new Objm(jetstream(broker.nc)).open(EVIDENCE_BUCKET);
      expect(Buffer.compare((await store.getBlob(sha256))!, bytes)).toBe(0);
    });
  });

  describe('presence', () => {
    it('is the last value of each key', async () => {
      const presence = openPresence(broker);
      await presence.put('runner.main.r1', { busy: 0 });
      await presence.put('runner.main.r2', { busy: 1 });
      await presence.put('runner.main.r1', { busy: 2 });
      await presence.put('process.web.w1', { lag: 3 });
      expect(await presence.get('runner.main.r1')).toMatchObject({
        key: 'runner.main.r1',
        value: { busy: 2 },
      });
      expect(await presence.get('runner.main.r3')).toBeNull();
      expect(valuesOf(await presence.list('runner'))).toEqual([{ busy: 1 }, { busy: 2 }]);
      expect(await presence.list('runner.other')).toEqual([]);
      await presence.remove('runner.main.r2');
      expect(valuesOf(await presence.list('runner.main'))).toEqual([{ busy: 2 }]);
      expect(await presence.get('runner.main.r2')).toBeNull();
    });

    it('is as fresh as its reader wants it', async () => {
      const presence = openPresence(broker);
      await presence.put('runner.main.old', { busy: 0 });
      const entry = (await presence.get('runner.main.old'))!;
      expect(isFresh(entry, entry.storedAtMs + 1_000, 1_000)).toBe(true);
      expect(isFresh(entry, entry.storedAtMs + 1_001, 1_000)).toBe(false);
      expect(Math.abs(Date.now() - entry.storedAtMs)).toBeLessThan(60_000);
    });

    it('is watched, over a restart of the server too', async () => {
      const presence = openPresence(broker);
      await presence.put('watched.a', { n: 1 });
      const items = presence.watch(cancel.signal, 'watched');
      expect(await valueOf(items)).toMatchObject({ key: 'watched.a', value: { n: 1 } });
      expect(isCaughtUp(await valueOf(items))).toBe(true);
      await server.restart();
      await broker.connected();
      const next = nextEntry(items);
      await eventually(() => presence.put('watched.a', { n: 2 }));
      expect(await next).toMatchObject({ value: { n: 2 } });
      await presence.remove('watched.a');
      expect(await nextEntry(items)).toMatchObject({ key: 'watched.a', value: null });
    });

    it('is a key-value bucket like any other to other clients', async () => {
      await openPresence(broker).put('other.client', { n: 1 });
      const kv = await new Kvm(jetstream(broker.nc)).open(PRESENCE_BUCKET);
      expect((await kv.get('other.client'))?.json()).toEqual({ n: 1 });
    });

    it.each(['', 'a..b', '.a', 'a b', 'a.*', '>'])('has no key %j', async (key) => {
      await expect((async () => openPresence(broker).put(key, {}))()).rejects.toMatchObject({
        code: 'BODY_INVALID',
      });
    });
  });

  it('lets one of two have what both want to change', async () => {
    const control = openControl(broker);
    const [a, b] = await Promise.all([1, 2].map((n) => control.putIf('shard.main', { n }, 0)));
    expect([a, b].filter((revision) => revision === null)).toHaveLength(1);
    const { revision } = (await control.get('shard.main'))!;
    expect(await control.putIf('shard.main', { n: 3 }, revision)).toBeGreaterThan(revision);
    expect(await control.putIf('shard.main', { n: 4 }, revision)).toBeNull();
  });
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const flat = (chunks: readonly LogLines[]): LogLines => ({
  firstLine: chunks[0]!.firstLine,
  lines: chunks.flatMap(({ lines }) => lines),
});

const valueOf = async <T>(items: AsyncIterator<T>): Promise<T> =>
  ((await items.next()) as { value: T }).value;

async function nextEntry(items: AsyncGenerator<Entry | CaughtUp>): Promise<Entry> {
  for (;;) {
    const item = await valueOf(items);
    if (!isCaughtUp(item)) return item;
  }
}

/** JetStream comes up a moment after the server accepts connections. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== 'LOG_UNAVAILABLE') throw error;
    }
  }
}

const valuesOf = (entries: readonly Entry[]) => entries.map(({ value }) => value);

describe('what stands beside the events', () => suite());
describeWith('nats-2.12', 'what stands beside the events, on a newer server', (path) => suite(path));
