import { encodeCommit } from '../commit.encode.ts';
import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { describeWith } from '../testing/requires.ts';
import { connectBroker, type Broker } from './broker.ts';
import { follow, headPosition, readCommitAt, readRange, type RangeOptions } from './event.reader.ts';
import { isCaughtUp, type CaughtUp } from './reading.ts';
import { appendCommit, commitMaker, fill } from '../testing/shard.ts';
import { openShardWriter, type ShardWriter } from './shard.writer.ts';
import { sha256Of, type StoredCommit } from './stored.commit.ts';
import { ensureStreams } from './streams.ts';
import { eventStreamOf } from './subjects.ts';

const shard = 'main';

function suite(binary?: string): void {
  let server: TestServer;
  let broker: Broker;
  let writer: ShardWriter;
  let cancel: AbortController;

  beforeEach(async () => {
    server = await startTestServer(binary ? { binary } : {});
    broker = await connectBroker({ url: server.url, name: 'reader' });
    await ensureStreams(broker, { shard });
    writer = await openShardWriter(broker, { shard });
    cancel = new AbortController();
  });
  afterEach(async () => {
    cancel.abort();
    writer.close();
    await broker.close();
    await server.stop();
  });

  const positions = async (options: RangeOptions): Promise<number[]> => {
    const read: number[] = [];
    for await (const { position } of readRange(broker, shard, options)) read.push(position);
    return read;
  };
  const consumers = async () => (await broker.jsm.streams.info(eventStreamOf(shard))).state.consumer_count;
  const following = (after: number, subjects?: string[]) =>
    follow(broker, shard, { after, signal: cancel.signal, ...(subjects ? { subjects } : {}) });

  describe('a range', () => {
    it('is read in order, between its borders', async () => {
      await fill(writer, 20);
      expect(await positions({ after: 0 })).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(await positions({ after: 3, until: 6 })).toEqual([4, 5, 6]);
      expect(await positions({ after: 18, until: 900 })).toEqual([19, 20]);
      expect(await positions({ after: 20 })).toEqual([]);
    });

    it('of an empty log is empty', async () => expect(await positions({ after: 0 })).toEqual([]));

    it('is filtered by one subject or several, on every server', async () => {
      const make = commitMaker();
      for (const plan of ['a', 'b', 'c', 'a', 'b']) await appendCommit(writer, make(`of-${plan}`, plan));
      const of = (...plans: string[]) =>
        positions({ after: 0, subjects: plans.map((id) => `evt.main.main.plan.${id}`) });
      expect(await of('a')).toEqual([1, 4]);
      expect(await of('a', 'c')).toEqual([1, 3, 4]);
      expect(await of('*')).toEqual([1, 2, 3, 4, 5]);
      expect(await of('a', '>')).toEqual([1, 2, 3, 4, 5]);
      expect(await of('nobody')).toEqual([]);
    });

    it('gives each commit with its bytes and their digest', async () => {
      const commit = commitMaker()('c1');
      await appendCommit(writer, commit);
      const [stored] = await collected(readRange(broker, shard, { after: 0 }));
      expect(stored!.commit).toEqual(commit);
      expect(stored!.subject).toBe('evt.main.main.plan.p');
      expect(stored!.digest).toBe(sha256Of(new TextEncoder().encode(JSON.stringify(commit))));
      expect((await readCommitAt(broker, shard, 1))?.commit).toEqual(commit);
      expect(await readCommitAt(broker, shard, 2)).toBeNull();
    });

    it.each([
      ['{"v":2,"org":"main","events":[]}', 'UPGRADE_NEEDED'],
      ['{"v":1,"org":"main","events":[{"type":"TaskDreamt"}]}', 'UPGRADE_NEEDED'],
      ['hello', 'LOG_DAMAGED'],
    ])('stops at %s', async (text, code) => {
      await fill(writer, 1);
      const headers = { 'Headrace-Command': 'foreign' };
      await writer.append('evt.main.main.plan.p', new TextEncoder().encode(text), headers);
      await expect(positions({ after: 0 })).rejects.toMatchObject({
        code,
        message: expect.stringMatching('#2') as string,
      });
    });

    it('leaves no consumer behind, read to its end or not', async () => {
      await fill(writer, 20);
      await positions({ after: 0 });
      for await (const { position } of readRange(broker, shard, { after: 0 })) if (position === 3) break;
      expect(await consumers()).toBe(0);
    });

    it('throws when it is aborted, so that a part is not taken for the whole', async () => {
      await fill(writer, 5);
      const read: number[] = [];
      const reading = (async () => {
        for await (const { position } of readRange(broker, shard, { after: 0, signal: cancel.signal })) {
          read.push(position);
          if (position === 2) cancel.abort(new Error('enough'));
        }
      })();
      await expect(reading).rejects.toThrow('enough');
      expect(read).toEqual([1, 2]);
    });

    it('says when there is no such shard', async () => {
      const nowhere = collected(readRange(broker, 'nowhere', { after: 0 }));
      await expect(nowhere).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    });
  });

  describe('following', () => {
    it('gives what is stored, says that it has caught up, and goes on', async () => {
      await fill(writer, 3);
      const items = following(1);
      expect([await nextOf(items), await nextOf(items), await nextOf(items)]).toEqual([
        2,
        3,
        'caught up at 3',
      ]);
      const live = nextOf(items);
      await appendCommit(writer, commitMaker()('c4'));
      expect([await live, await nextOf(items)]).toEqual([4, 'caught up at 4']);
    });

    it('of a log without news begins with the mark', async () => {
      await fill(writer, 3);
      expect(await nextOf(following(3))).toBe('caught up at 3');
      expect(await nextOf(following(0, ['evt.main.nobody.>']))).toBe('caught up at 3');
    });

    it('neither misses nor repeats a commit over restarts of the server', async () => {
      const seen: number[] = [];
      const commands: string[] = [];
      const done = (async () => {
        for await (const item of following(0)) {
          if (isCaughtUp(item)) continue;
          seen.push(item.position);
          commands.push(item.commit.command.id);
          if (commands.at(-1) === 'last') return;
        }
      })();
      for (const round of [1, 2, 3]) {
        const make = commitMaker();
        const sent = Array.from({ length: 300 }, (_, i) => appendCommit(writer, make(`r${round}-${i}`)));
        await sent[100];
        await server.restart();
        await Promise.allSettled(sent);
        await writer.recover();
      }
      const end = await appendCommit(writer, commitMaker()('last'));
      await done;
      expect(seen).toEqual(Array.from({ length: end }, (_, i) => i + 1));
      expect(new Set(commands).size).toBe(end);
    });

    it('ends when it is aborted, and leaves no consumer behind', async () => {
      await fill(writer, 3);
      const waiting = following(0);
      for (let i = 0; i < 4; i++) await nextOf(waiting);
      const next = waiting.next();
      const busy = following(0);
      await nextOf(busy);
      expect(await consumers()).toBe(2);
      cancel.abort();
      expect(await next).toEqual({ done: true, value: undefined });
      while ((await consumers()) > 0);
      expect(await busy.next()).toEqual({ done: true, value: undefined });
    });

    it('leaves no consumer behind when its reader throws', async () => {
      await fill(writer, 3);
      const reading = (async () => {
        for await (const _ of following(0)) throw new Error('folded wrong');
      })();
      await expect(reading).rejects.toThrow('folded wrong');
      expect(await consumers()).toBe(0);
    });

    it('takes no more from the broker than a window ahead of its reader', async () => {
      const bytes = encodeCommit(commitMaker()('same'));
      const append = () => writer.append('evt.main.main.plan.p', bytes, { 'Headrace-Command': 'same' });
      await Promise.all(Array.from({ length: 10_000 }, append));
      const before = broker.nc.stats().inMsgs;
      const items = following(0);
      for (let i = 0; i < 10; i++) await nextOf(items);
      await broker.nc.flush();
      expect(broker.nc.stats().inMsgs - before).toBeLessThan(9_000);
      const rest: (number | string)[] = [];
      while (rest.length < 9_991) rest.push(await nextOf(items));
      expect(rest).toEqual([...Array.from({ length: 9_990 }, (_, i) => i + 11), 'caught up at 10000']);
    });

    it('goes on when its consumer is removed', async () => {
      await fill(writer, 2);
      const items = following(0);
      for (let i = 0; i < 3; i++) await nextOf(items);
      const next = nextOf(items);
      for await (const { name } of broker.jsm.consumers.list(eventStreamOf(shard)))
        await broker.jsm.consumers.delete(eventStreamOf(shard), name);
      expect(await next).toBe('caught up at 2');
      await appendCommit(writer, commitMaker()('c3'));
      expect(await nextOf(items)).toBe(3);
    });

    it('refuses to begin behind the end of the log: it is not the one that was read', async () => {
      await fill(writer, 2);
      await expect(nextOf(following(7))).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    });
  });

  it('knows the head', async () => {
    expect(await headPosition(broker, shard)).toBe(0);
    await fill(writer, 4);
    expect(await headPosition(broker, shard)).toBe(4);
  });
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function nextOf(items: AsyncIterator<StoredCommit | CaughtUp>): Promise<number | string> {
  const { value } = (await items.next()) as { value: StoredCommit | CaughtUp };
  return isCaughtUp(value) ? `caught up at ${value.position}` : value.position;
}

describe('reading a shard', () => suite());
describeWith('nats-2.12', 'reading a shard, on a newer server', (path) => suite(path));
