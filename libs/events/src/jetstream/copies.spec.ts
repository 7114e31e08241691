import { headers as newHeaders, type Msg } from '@nats-io/transport-node';
import { encodeCommit } from '../commit.encode.ts';
import { commitMaker } from '../testing/shard.ts';
import type { Broker } from './broker.ts';
import { follow, readRange } from './event.reader.ts';
import { isCaughtUp } from './reading.ts';
import { eventStreamOf } from './subjects.ts';

const shard = 'main';
const stream = eventStreamOf(shard);
const make = commitMaker();
/** As they were written: each said in a header what it follows. */
const written = Array.from({ length: 12 }, (_, i) => ({
  bytes: encodeCommit(make(`c${i + 1}`)),
  follows: i,
}));
type Copy = typeof written;

/** What a member of a cluster makes of it that could not store the fifth, and went on. */
const damaged: Copy = written.filter((_, i) => i !== 4);
const behind: Copy = written.slice(0, 9);

type Callback = { readonly callback: (error: null, msg: Msg) => void };
type Config = { readonly name: string; readonly opt_start_seq?: number };

/**
 * A broker whose every new consumer reads the next of `copies`, the last of them from then on. Made by hand: a real cluster
 * damages a copy only now and then, and no server lets a client speak as JetStream does.
 */
function brokerWith(copies: readonly Copy[]): { readonly broker: Broker; readonly opened: () => number } {
  const listeners = new Map<string, Callback['callback']>();
  const consumers = new Map<string, { readonly copy: Copy; readonly after: number }>();
  let opened = 0;
  const add = (_: string, { name, opt_start_seq: first = 1 }: Config) => {
    const copy = copies[Math.min(opened++, copies.length - 1)]!;
    consumers.set(name, { copy, after: first - 1 });
    return Promise.resolve({ num_pending: copy.length - first + 1 });
  };
  const deliver = (name: string, inbox: string) => {
    const { copy, after } = consumers.get(name)!;
    consumers.set(name, { copy, after: copy.length }); // the next pull finds nothing new
    copy.slice(after).forEach(({ bytes, follows }, i) => {
      const headers = newHeaders();
      headers.set('Nats-Expected-Last-Sequence', String(follows));
      const numbers = [1, after + i + 1, i + 1, '1790000000000000000', copy.length - after - i - 1].join('.');
      const msg = { subject: 'evt', data: bytes, headers, reply: `$JS.ACK.${stream}.${name}.${numbers}` };
      listeners.get(inbox)!(null, msg as Partial<Msg> as Msg);
    });
  };
  const info = { config: { num_replicas: 3 }, state: { last_seq: written.length } };
  const broker = {
    nc: {
      subscribe: (subject: string, { callback }: Callback) => {
        listeners.set(subject.replace('.*', ''), callback);
        return { unsubscribe: () => undefined };
      },
      publish: (subject: string, _: string, { reply }: { readonly reply: string }) =>
        void setImmediate(() => deliver(subject.split('.').at(-1)!, reply.split('.')[0]!)),
      isClosed: () => false,
    },
    jsm: {
      streams: { info: () => Promise.resolve(info) },
      consumers: { add, delete: () => Promise.resolve(true) },
    },
    inbox: () => `inbox${opened}`,
    features: () => ({ filterSubjects: true }),
    onStatus: () => () => undefined,
    connected: () => Promise.resolve(),
    isConnected: () => true,
  };
  return { broker: broker as unknown as Broker, opened: () => opened };
}

describe('a log that several servers keep', () => {
  const ids = (from: number) => written.map((_, i) => `c${i + 1}`).slice(from);
  async function read(broker: Broker, after: number): Promise<string[]> {
    const found: string[] = [];
    for await (const { commit } of readRange(broker, shard, { after })) found.push(commit.command.id);
    return found;
  }

  it.each([
    ['from its beginning', 0],
    ['from behind what is missing', 7],
  ])('is read as it was written %s, though a copy has lost a commit', async (_, after) => {
    const { broker, opened } = brokerWith([damaged, damaged, written]);
    expect(await read(broker, after)).toEqual(ids(after));
    expect(opened()).toBe(3);
  });

  it('is read to its end, though a copy has not caught up', async () => {
    const { broker, opened } = brokerWith([behind, written]);
    expect(await read(broker, 2)).toEqual(ids(2));
    expect(opened()).toBe(2);
  });

  it('is followed as it was written', async () => {
    const { broker } = brokerWith([damaged, written]);
    const over = new AbortController();
    const found: string[] = [];
    for await (const item of follow(broker, shard, { after: 0, signal: over.signal })) {
      if (isCaughtUp(item)) over.abort();
      else found.push(item.commit.command.id);
    }
    expect(found).toEqual(ids(0));
  });

  it('is damaged when no copy says what was written', async () => {
    const { broker } = brokerWith([damaged]);
    await expect(read(broker, 0)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      message: `#5 of ${stream} was not written as #5: a commit before it is gone`,
    });
  }, 20_000);
});
