import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import type { ChangeView, PlanView, TaskView } from '@headrace/events';
import { connect } from '@nats-io/transport-node';
import { complaintOf, headrace, resultOf } from './headrace.ts';
import { fileOn, makeForge, subjectsOn } from './repositories.ts';
import { startUp, until, type Up } from './up.ts';

jest.setTimeout(120_000);

const hello = resolve(import.meta.dirname, '../../../examples/hello/plan.yaml');

describe('a plan on one machine', () => {
  let up: Up;
  let forge: string;
  beforeAll(async () => {
    up = await startUp();
    forge = makeForge(up.place);
  });
  afterAll(() => up.remove());

  const changes = async () =>
    resultOf<{ items: ChangeView[] }>(await up.run('change', 'list', '--json')).items;
  const plan = async () => resultOf<PlanView>(await up.run('plan', 'status', 'hello', '--json'));

  it('goes from a file to merged changes, each approved by a person', async () => {
    expect((await up.run('repo', 'add', 'hello', forge)).code).toBe(0);
    expect((await up.run('plan', 'submit', hello)).code).toBe(0);
    for (let approved = 0; approved < 3;) {
      const waiting = (await changes()).filter(({ state }) => state === 'reviewing');
      for (const { changeId } of waiting)
        if ((await up.run('change', 'review', changeId, 'approve')).code === 0) approved += 1;
    }
    await until(async () => (await plan()).state === 'done');
    expect([...subjectsOn(forge)].sort()).toEqual(
      ['Answer the greeting', 'Greet the world', 'List what there is', 'first'].sort(),
    );
    expect(fileOn(forge, 'hello.txt')).toBe('Hello, world.\nHello to you, too.');
  });

  it('can be explained, task by task', async () => {
    const { items } = resultOf<{ items: TaskView[] }>(await up.run('task', 'list', '--json'));
    expect(items.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    const why = resultOf<{ reasons: unknown[] }>(await up.run('task', 'why', 'hello.answer', '--json'));
    expect(why.reasons).toHaveLength(1);
  });

  it('is proven by the log, which decides the same again, and by a rebuild', async () => {
    const verdict = resultOf<{ ok: boolean; commits: number; decidedAgain: number }>(
      await up.run('audit', 'verify', '--json'),
    );
    expect(verdict).toMatchObject({ ok: true, decidedAgain: verdict.commits });
    expect(resultOf(await up.run('rebuild', '--json'))).toMatchObject({ equal: true });
  });

  it('can be read and checked by an outsider, with nothing of ours', async () => {
    const pass = (await up.run('secret', 'inspector')).out.trim();
    const nc = await connect({ servers: up.announced().nats, user: 'inspector', pass });
    const ask = async (subject: string, body: unknown) =>
      (await nc.request(`$JS.API.STREAM.${subject}.HEADRACE_EVENTS_main`, JSON.stringify(body))).json<{
        state: { last_seq: number };
        message: { data: string };
      }>();
    const { state } = await ask('INFO', {});
    let prev = '0'.repeat(64);
    for (let seq = 1; seq <= state.last_seq; seq++) {
      const bytes = Buffer.from((await ask('MSG.GET', { seq })).message.data, 'base64');
      expect(JSON.parse(bytes.toString())).toMatchObject({ org: 'main', rev: seq, prev });
      prev = createHash('sha256').update(bytes).digest('hex');
    }
    await nc.close();
  });

  it('keeps its secrets to itself', () => {
    for (const file of ['token', 'secrets.json', 'addresses.json', 'nats.conf'])
      expect([file, statSync(join(up.home, file)).mode & 0o777]).toEqual([file, 0o600]);
    const token = readFileSync(join(up.home, 'token'), 'utf8').trim();
    for (const name of ['orchestrator', 'web', 'planner', 'runner-1'])
      expect(readFileSync(join(up.home, 'logs', `${name}.log`), 'utf8')).not.toContain(token);
  });

  it('says what is wrong by code and exit code', async () => {
    const again = await up.run('plan', 'submit', hello, '--json');
    expect([again.code, complaintOf(again).code]).toEqual([1, 'PLAN_EXISTS']);
    const unknown = await up.run('task', 'show', 'hello.nobody', '--json');
    expect(complaintOf(unknown).detail).toContain('hello.nobody');
    expect((await up.run('plan', 'frobnicate')).code).toBe(2);
    expect((await headrace(['plan', 'status', '--url', 'http://127.0.0.1:1', '--home', up.home])).code).toBe(
      3,
    );
  });

  it('stops, leaves nothing running, and goes on where it was', async () => {
    const { code } = await up.stop();
    expect([code, up.processes().size, existsSync(join(up.home, 'lock'))]).toEqual([0, 0, false]);
    await up.start();
    expect((await plan()).state).toBe('done');
  });
});
