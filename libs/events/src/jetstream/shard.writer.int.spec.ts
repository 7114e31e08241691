import { execFileSync } from 'node:child_process';
import { linkCommit, type Chain } from '../chain.ts';
import type { Commit } from '../commit.ts';
import type { AttemptId, OrgId } from '../ids.ts';
import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { describeWith } from '../testing/requires.ts';
import { AppendError } from './append.error.ts';
import { connectBroker, type Broker } from './broker.ts';
import { headPosition, readRange } from './event.reader.ts';
import { openLogs } from './logs.ts';
import { appendCommit, commitMaker, fill } from '../testing/shard.ts';
import { openShardWriter, type ShardWriter } from './shard.writer.ts';
import type { StoredCommit } from './stored.commit.ts';
import { ensureStreams } from './streams.ts';
import { LOG_STREAM } from './subjects.ts';

const shard = 'main';

/** What became of appends that were sent together: the commands that were acknowledged, and the errors of the others. */
async function outcomes(commits: readonly Commit[], sent: readonly Promise<number>[]) {
  const settled = await Promise.allSettled(sent);
  const acknowledged = new Map<string, number>();
  const failed = new Map<string, AppendError>();
  for (const [i, result] of settled.entries()) {
    const id = commits[i]!.command.id;
    if (result.status === 'fulfilled') acknowledged.set(id, result.value);
    else failed.set(id, result.reason as AppendError);
  }
  return { acknowledged, failed };
}

async function wholeLog(broker: Broker): Promise<StoredCommit[]> {
  const commits: StoredCommit[] = [];
  for await (const stored of readRange(broker, shard, { after: 0 })) commits.push(stored);
  return commits;
}

const commandsOf = (log: readonly StoredCommit[]) => log.map(({ commit }) => commit.command.id as string);

const faultsIn = (log: readonly StoredCommit[]) => {
  const chain: Chain = new Map();
  return log.flatMap((stored) => linkCommit(chain, stored) ?? []);
};

function suite(binary?: string): void {
  let server: TestServer;
  let broker: Broker;
  const writers: ShardWriter[] = [];
  const brokers: Broker[] = [];
  const connect = async (name: string) => {
    const connected = await connectBroker({ url: server.url, name });
    brokers.push(connected);
    return connected;
  };
  const open = async (
    options: { at?: number; on?: Broker; maxInFlight?: number; timeoutMs?: number } = {},
  ) => {
    const writer = await openShardWriter(options.on ?? broker, { shard, ...options });
    writers.push(writer);
    return writer;
  };

  beforeEach(async () => {
    server = await startTestServer(binary ? { binary } : {});
    broker = await connect('writer');
    await ensureStreams(broker, { shard });
  });
  afterEach(async () => {
    for (const writer of writers.splice(0)) writer.close();
    for (const each of brokers.splice(0)) await each.close();
    await server.stop();
  });

  it('appends in the order of the calls, many in flight', async () => {
    const writer = await open();
    const make = commitMaker();
    const commits = Array.from({ length: 1_000 }, (_, i) => make(`c${i}`));
    const positions = await Promise.all(commits.map((commit) => appendCommit(writer, commit)));
    expect(positions).toEqual(commits.map((_, i) => i + 1));
    const log = await wholeLog(broker);
    expect(commandsOf(log)).toEqual(commits.map(({ command }) => command.id));
    expect(faultsIn(log)).toEqual([]);
    expect(writer.position()).toBe(1_000);
  });

  it('goes on where the log ends', async () => {
    await fill(await open(), 3);
    expect(await appendCommit(await open(), commitMaker()('next'))).toBe(4);
  });

  it('refuses what is too large, and goes on', async () => {
    const writer = await open();
    const large = writer.append('evt.main.main.plan.p', new Uint8Array(513 * 1024), {
      'Headrace-Command': 'large',
    });
    await expect(large).rejects.toMatchObject({ code: 'DECISION_TOO_LARGE', outcome: 'refused' });
    expect(await appendCommit(writer, commitMaker()('c1'))).toBe(1);
  });

  it('steps down when somebody else has written', async () => {
    const first = await open({ at: 0 });
    const second = await open({ at: 0 });
    await fill(second, 2);
    const late = appendCommit(first, commitMaker()('late'));
    await expect(late).rejects.toMatchObject({ code: 'STEPPED_DOWN', outcome: 'refused' });
    expect(await first.recover()).toEqual({ position: 2, landed: new Map(), lost: [], steppedDown: true });
    await expect(appendCommit(first, commitMaker()('later'))).rejects.toMatchObject({ code: 'STEPPED_DOWN' });
    expect(commandsOf(await wholeLog(broker))).toEqual(['c1', 'c2']);
  });

  it('lets nothing of the loser slip in behind the winner, duel after duel', async () => {
    const other = await connect('other');
    for (let duel = 0; duel < 15; duel++) {
      const before = await headPosition(broker, shard);
      const duellists = await Promise.all([open({ at: before }), open({ at: before, on: other })]);
      const runs = duellists.map((writer, who) => {
        const commits = runOf(100, `d${duel}-${who}`);
        return outcomes(commits, commits.map((commit) => appendCommit(writer, commit))); // prettier-ignore
      });
      const [a, b] = await Promise.all(runs);
      const log = commandsOf(await wholeLog(broker)).slice(before);
      expect(prefixOf(a!, `d${duel}-0`)).toBe(true);
      expect(prefixOf(b!, `d${duel}-1`)).toBe(true);
      expect(new Set(log.map((id) => id.split(':')[0])).size).toBe(1);
    }
  });

  it('loses nothing that was acknowledged and stores nothing twice when the server is killed', async () => {
    const writer = await open();
    const make = commitMaker();
    const commits = Array.from({ length: 5_000 }, (_, i) => make(`c${i}`));
    const sent = commits.map((commit) => appendCommit(writer, commit));
    await sent[1_500];
    const restarted = server.restart();
    const { acknowledged, failed } = await outcomes(commits, sent);
    await restarted;
    expect(failed.size).toBeGreaterThan(0);
    const { landed, lost, position, steppedDown } = await writer.recover();

    const log = await wholeLog(broker);
    const ids = commandsOf(log);
    expect(steppedDown).toBe(false);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(commits.slice(0, ids.length).map(({ command }) => command.id));
    for (const [id, at] of acknowledged) expect(ids[at - 1]).toBe(id);
    for (const [id, at] of landed) expect(ids[at - 1]).toBe(id);
    const unknown = [...failed].filter(([, { outcome }]) => outcome === 'unknown').map(([id]) => id);
    expect(new Set([...landed.keys(), ...lost])).toEqual(new Set(unknown));
    expect(position).toBe(ids.length);

    const again = commits.slice(ids.length);
    await Promise.all(again.map((commit) => appendCommit(writer, commit)));
    const whole = await wholeLog(broker);
    expect(commandsOf(whole)).toEqual(commits.map(({ command }) => command.id));
    expect(faultsIn(whole)).toEqual([]);
  });

  it('finds out what became of appends that nobody answered', async () => {
    const writer = await open({ timeoutMs: 200 });
    const make = commitMaker();
    await appendCommit(writer, make('before'));
    suspend(server.pid());
    const commits = [make('a'), make('b')];
    const { failed } = await outcomes(commits, commits.map((commit) => appendCommit(writer, commit))); // prettier-ignore
    process.kill(server.pid(), 'SIGCONT');
    expect([...failed.values()].map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
    const { landed, lost } = await writer.recover();
    expect([...landed.keys(), ...lost].sort()).toEqual(['a', 'b']);
    expect(commandsOf(await wholeLog(broker))).toEqual(['before', ...landed.keys()]);
    await Promise.all(
      commits.filter(({ command }) => lost.includes(command.id)).map((c) => appendCommit(writer, c)),
    );
    expect(commandsOf(await wholeLog(broker))).toEqual(['before', 'a', 'b']);
  });

  it('takes nothing between a failure and the recovery', async () => {
    const writer = await open();
    await fill(writer, 1);
    await server.kill();
    const make = commitMaker();
    await expect(appendCommit(writer, make('x'))).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await server.restart();
    await broker.connected();
    await expect(appendCommit(writer, make('y'))).rejects.toMatchObject({ outcome: 'refused' });
    expect((await writer.recover()).position).toBe(1);
    expect(await appendCommit(writer, make('z'))).toBe(2);
  });

  it('recovers when it is asked to although nothing failed', async () => {
    const writer = await open();
    await fill(writer, 2);
    expect(await writer.recover()).toEqual({ position: 2, landed: new Map(), lost: [], steppedDown: false });
  });

  it('stops waiting for a broker that does not come back when it is aborted', async () => {
    const writer = await open();
    await server.kill();
    const giveUp = new AbortController();
    const recovery = writer.recover(giveUp.signal);
    giveUp.abort(new Error('enough'));
    await expect(recovery).rejects.toThrow('enough');
  });
}

/** Returns once the process really stands still. */
function suspend(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  while (!execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T'));
}

const runOf = (length: number, name: string): Commit[] => {
  const make = commitMaker();
  return Array.from({ length }, (_, i) => make(`${name}:${i}`));
};

/** What was acknowledged is the beginning of the run, without a hole. */
const prefixOf = ({ acknowledged }: { acknowledged: Map<string, number> }, name: string): boolean =>
  [...acknowledged.keys()].every((id, i) => id === `${name}:${i}`);

function fullSuite(binary?: string): void {
  let server: TestServer;
  let broker: Broker;
  beforeAll(async () => {
    server = await startTestServer({ maxFileStore: 512 * 1024, ...(binary ? { binary } : {}) });
    broker = await connectBroker({ url: server.url, name: 'writer' });
    await ensureStreams(broker, { shard });
  });
  afterAll(async () => {
    await broker.close();
    await server.stop();
  });

  it('says so, keeps what it has, and takes more as soon as there is room', async () => {
    const logs = openLogs(broker);
    const ref = { org: 'main' as OrgId, attemptId: 'p.t.1' as AttemptId };
    for (let i = 0; i < 5; i++) await logs.append(ref, { firstLine: i, lines: ['x'.repeat(60_000)] });
    const writer = await openShardWriter(broker, { shard });
    const make = commitMaker();
    const commits = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ ...make(id), engine: 'x'.repeat(60_000) }));
    const { acknowledged, failed } = await outcomes(
      commits,
      commits.map((commit) => appendCommit(writer, commit)),
    );
    expect([...failed.values()][0]).toMatchObject({ code: 'LOG_FULL', outcome: 'refused' });
    expect(await writer.recover()).toMatchObject({ position: acknowledged.size, steppedDown: false });
    expect(commandsOf(await wholeLog(broker))).toEqual([...acknowledged.keys()]);

    await broker.jsm.streams.purge(LOG_STREAM);
    const rest = commits.slice(acknowledged.size);
    await Promise.all(rest.map((commit) => appendCommit(writer, commit)));
    expect(commandsOf(await wholeLog(broker))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    writer.close();
  });
}

describe('the writer of a shard', () => suite());
describeWith('nats-2.12', 'the writer of a shard, on a newer server', (path) => suite(path));
describe('a log without room', () => fullSuite());
describeWith('nats-2.12', 'a log without room, on a newer server', (path) => fullSuite(path));
