import { statusOf } from '@headrace/engine';
import { connectBroker, headPosition, type Broker } from '@headrace/events/jetstream';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { startRunning, type Running } from '../../test/running.ts';
import { ask, planOf, prepared } from '../../test/story.ts';
import { loadOrgs } from '../shard/load.ts';
import type { Orgs } from '../shard/service.ts';
import { positionOf, snapshotFile } from './snapshot.file.ts';
import { keepSnapshots, type Made } from './snapshot.keeper.ts';
import { snapshotsIn } from './snapshots.ts';

const never = new AbortController().signal;

describe('a snapshot', () => {
  let running: Running;
  let broker: Broker;
  let token: string;
  let dir: string;
  let made: Made;
  const said: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void said.push(line) });

  beforeAll(async () => {
    running = await startRunning();
    dir = mkdtempSync(join(dirname(running.nats.storeDir), 'snapshots-'));
    writeFileSync(join(dir, 'main.snapshot.1'), 'of a process that was killed');
    broker = await connectBroker({ url: running.nats.url, name: 'test' });
    token = await prepared(running, planOf('p', ['a', 'b', 'c']));
    await running.post('/tasks/claim', ask(1), { token });
    made = await new Promise<Made>((resolve) => {
      const { shard } = running.parts;
      const settings = { nats: { url: running.nats.url }, shard: 'main' };
      const stop = keepSnapshots({
        ...{ settings, dir, shard, logger, everyCommits: 1 },
        onMade: (one) => {
          stop();
          resolve(one);
        },
      });
      void running.post('/plans/p/pause');
    });
    await running.post('/plans/p/resume');
    await running.post('/tasks/claim', ask(1), { token });
  });
  afterAll(async () => {
    await broker.close();
    await running.stop();
  });

  const load = async (from: string): Promise<Orgs> =>
    loadOrgs(
      broker,
      'main',
      await headPosition(broker, 'main'),
      never,
      snapshotsIn(from, broker, 'main', logger),
    );
  const told = (orgs: Orgs) =>
    [...orgs.values()].map(({ org, rev, head, at, window, state }) => ({
      ...{ org, rev, head, at, commands: window.generations() },
      tasks: [...state.plans.values()].flatMap((plan) => [...plan.tasks.values()].map(statusOf)),
    }));

  it('is made beside the process that decides, from the log', async () => {
    expect(made.position).toBeLessThan(await headPosition(broker, 'main'));
    expect(made.bytes).toBeGreaterThan(100);
    expect([positionOf(dir, 'main'), positionOf(dir, 'other')]).toEqual([made.position, 0]);
    expect(readdirSync(dir)).toEqual(['main.snapshot']);
  });

  it('and the tail give what the whole log gives', async () => {
    said.length = 0;
    const whole = told(await load(join(dir, 'empty')));
    expect(said).toEqual([]);
    expect(told(await load(dir))).toEqual(whole);
    expect(said.join('')).toContain('a snapshot is used');
    expect(whole[0]?.tasks).toEqual(['claimed', 'claimed', 'ready']);
  });

  it.each([
    ['was damaged', (bytes: Buffer) => bytes.fill(7, bytes.length - 60, bytes.length - 50), 'not those'],
    ['was cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9), 'not those'],
    [
      'is of another engine',
      (bytes: Buffer) => replaced(bytes, /"engine":"[^"]*"/, '"engine":"0"'),
      'engine',
    ],
    [
      'other code made',
      (bytes: Buffer) => replaced(bytes, /"code":"[^"]*"/, `"code":"${'0'.repeat(64)}"`),
      'another program',
    ],
    ['is of another log', (bytes: Buffer) => replaced(bytes, /"position":\d+/, '"position":1'), 'not those'],
    ['is nothing of ours', () => Buffer.from('hello'), 'JSON'],
  ])('that %s is ignored, and the log says so', async (_name, harm, reason) => {
    const other = mkdtempSync(join(dir, 'other-'));
    writeFileSync(snapshotFile(other, 'main'), harm(readFileSync(snapshotFile(dir, 'main'))));
    said.length = 0;
    expect(told(await load(other))).toEqual(told(await load(join(dir, 'empty'))));
    expect(said.join('')).toContain('the snapshot is ignored');
    expect(said.join('')).toContain(reason);
  });

  const replaced = (bytes: Buffer, pattern: RegExp, by: string) =>
    Buffer.from(bytes.toString('latin1').replace(pattern, by), 'latin1');
});
