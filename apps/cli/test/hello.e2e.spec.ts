import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { ChangeView } from '@headrace/events';
import { isAlive } from '../src/up/process.table.ts';
import { complaintOf, endOf, headrace, resultOf, spawnHeadrace, type Ran } from './headrace.ts';
import { brokenLinks, connectToBroker, readByApi, readByNatsCli, STREAM } from './outsider.ts';
import { fileOn, makeForge, subjectsOn } from './repositories.ts';
import { startUp, until, type Up } from './up.ts';

jest.setTimeout(120_000);

const plan = join(import.meta.dirname, '../../../examples/hello/plan.yaml');

type Items<T> = { readonly items: readonly T[] };

describe('hello, from a file to merged changes', () => {
  let up: Up;
  let forge: string;
  let watching: Promise<Ran>;
  beforeAll(async () => {
    up = await startUp();
    forge = makeForge(up.place);
  });
  afterAll(() => up.remove());

  const modeOf = (file: string) => statSync(file).mode & 0o777;
  const changes = async () => (await up.client().get<Items<ChangeView>>('/changes')).items;
  const reviewable = async (count: number) => {
    const waiting = async () => (await changes()).filter(({ state }) => state === 'reviewing');
    await until(async () => (await waiting()).length === count);
    return waiting();
  };
  const approve = async (change: ChangeView) => {
    const ran = await up.run('change', 'review', change.changeId, 'approve', '--json');
    expect(resultOf(ran)).toMatchObject({ ok: true, events: ['ChangeReviewed', 'ChangeQueued'] });
  };

  it('is up: every part answers, and what is secret is its owner’s', async () => {
    const { orchestrator, web, tokenFile, home, pid } = up.announced();
    expect([home, isAlive(pid)]).toEqual([up.home, true]);
    const answers = await Promise.all([fetch(`${orchestrator}/health`), fetch(new URL('/api/health', web))]);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ status: 'ok' });
    const secrets = ['secrets.json', 'addresses.json', 'nats.conf', 'processes', 'lock'];
    for (const file of [tokenFile, ...secrets.map((name) => join(home, name))])
      expect([file, modeOf(file)]).toEqual([file, 0o600]);
    for (const pidOfOne of up.processes().values()) {
      const words = existsSync('/proc') ? readFileSync(`/proc/${pidOfOne}/cmdline`, 'utf8') : '';
      expect(words).not.toContain(readFileSync(tokenFile, 'utf8').trim());
    }
  });

  it('takes a repository and a plan', async () => {
    expect(resultOf(await up.run('repo', 'add', 'hello', forge, '--json'))).toMatchObject({
      repoId: 'hello',
    });
    const submitted = await up.run('plan', 'submit', plan, '--json');
    expect(resultOf(submitted)).toMatchObject({ planId: 'hello', tasks: 3 });
  });

  it('lands what was approved', async () => {
    for (const change of await reviewable(2)) await approve(change);
    const [last] = await reviewable(1);
    expect(last?.taskId).toBe('answer');
    await until(async () => (await changes()).filter(({ state }) => state === 'landed').length === 2);
    expect([...subjectsOn(forge)].sort()).toEqual(['Greet the world', 'List what there is', 'first']);
  });

  it('stops and leaves no process and no lock', async () => {
    const pids = [...up.processes().values()];
    const { code } = await up.stop();
    expect([code, pids.filter(isAlive)]).toEqual([0, []]);
    for (const file of ['lock', 'addresses.json']) expect(existsSync(join(up.home, file))).toBe(false);
    const ran = await up.run('plan', 'status', '--json');
    expect([ran.code, complaintOf(ran).code]).toEqual([3, 'ORCHESTRATOR_UNREACHABLE']);
  });

  it('goes on where it was when it is started again', async () => {
    const token = readFileSync(join(up.home, 'token'), 'utf8');
    await up.start();
    expect(readFileSync(join(up.home, 'token'), 'utf8')).toBe(token);
    watching = up.run('plan', 'watch', 'hello', '--json');
    for (const change of await reviewable(1)) await approve(change);
    const { code, out } = await watching;
    const seen = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: { type: string } });
    expect([code, seen.at(-1)?.event.type]).toEqual([0, 'PlanFinished']);
    expect(fileOn(forge, 'hello.txt')).toBe('Hello, world.\nHello to you, too.');
    expect(subjectsOn(forge)).toHaveLength(4);
  });

  it('can prove all of it', async () => {
    const [audit, rebuilt] = await Promise.all([
      up.run('audit', 'verify', '--json'),
      up.run('rebuild', '--json'),
    ]);
    expect(resultOf(audit)).toMatchObject({ ok: true, shard: 'main', breaks: [] });
    const { commits, decidedAgain } = resultOf<{ commits: number; decidedAgain: number }>(audit);
    expect(decidedAgain).toBe(commits);
    expect(resultOf(rebuilt)).toMatchObject({ equal: true });
    expect([audit.code, rebuilt.code]).toEqual([0, 0]);
  });

  it.each([
    ['plan validate', [plan]],
    ['plan status', []],
    ['plan status', ['hello']],
    ['task list', ['--plan', 'hello', '--state', 'done']],
    ['task show', ['hello.greet']],
    ['task why', ['hello.greet']],
    ['task logs', ['hello.greet']],
    ['change list', []],
    ['change show', ['hello.greet.1', '--diff']],
    ['events tail', ['--after', '0', '--plan', 'hello']],
    ['change delegate', ['person:ada', '--until', '2099-01-01']],
    ['change delegations', []],
    ['change revoke', ['person:ada']],
    ['inbox', []],
    ['token', ['person:ada']],
    ['org show', []],
    ['org place', ['acme', '--shard', 'main']],
    ['org list', []],
    ['account list', []],
    ['repo list', []],
    ['runner list', []],
    ['runner drain', ['runner-2']],
    ['secret inspector', []],
    ['doctor', []],
  ])('speaks JSON: %s %j', async (verb, more) => {
    const { code, out, err } = await up.run(...verb.split(' '), ...more, '--json');
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect([code, err, documents.every((document) => typeof document === 'object')]).toEqual([0, '', true]);
  });

  it.each([
    [1, 'PLAN_EXISTS', ['plan', 'submit', plan]],
    [1, 'PLAN_NOT_FOUND', ['plan', 'status', 'hullo']],
    [1, 'TASK_NOT_FOUND', ['task', 'show', 'hello.great']],
    [1, 'SHARD_NOT_SERVED', ['org', 'place', 'beta', '--shard', 'eu']],
    [1, 'POSITION_ELSEWHERE', ['task', 'why', 'hello.greet', '--at', 'eu#1']],
    [1, 'TASK_NOT_HOLDABLE', ['task', 'hold', 'hello.greet']],
    [2, 'USAGE', ['task', 'shwo', 'hello.greet']],
    [2, 'USAGE', ['change', 'review', 'hello.greet.1', 'maybe']],
    [2, 'USAGE', ['plan', 'validate', '/no/such/plan.yaml']],
    [3, 'ORCHESTRATOR_UNREACHABLE', ['task', 'list', '--url', 'http://127.0.0.1:1']],
    [4, 'PLAN_INVALID', ['plan', 'validate', join(import.meta.dirname, '../package.json')]],
  ])('ends with %i for %s', async (code, problem, words) => {
    const ran = await up.run(...words, '--json');
    const { hint, detail, code: said } = complaintOf(ran);
    expect([ran.code, said, ran.out]).toEqual([code, problem, '']);
    expect([hint, detail].filter((text) => text.length > 5)).toHaveLength(2);
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = spawnHeadrace(['events', 'tail', '--follow', '--after', '0', '--home', up.home]);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    expect(await endOf(child)).toMatchObject({ code: 130, err: '' });
  });

  describe('an outsider', () => {
    const login = async (user: string) => ({
      url: up.announced().nats,
      user,
      password: (await headrace(['secret', user, '--home', up.home])).out.trim(),
    });

    it('finds an unbroken chain of hashes in the stream', async () => {
      const credentials = await login('inspector');
      const broker = await connectToBroker(credentials);
      const payloads = await readByApi(broker);
      broker.close();
      expect(payloads.length).toBeGreaterThan(30);
      expect(brokenLinks(payloads)).toEqual([]);
      const byCli = readByNatsCli(credentials, payloads.length);
      if (byCli) expect(byCli).toEqual(payloads);
    });

    it('who only inspects can change nothing', async () => {
      const broker = await connectToBroker(await login('inspector'));
      const writing = ['evt.main.main.plan.hello', `$JS.API.STREAM.PURGE.${STREAM}`, 'hr.commands'];
      for (const subject of writing)
        await expect(broker.request(subject, '{}')).rejects.toThrow(/permissions violation/i);
      broker.close();
    });

    it('who writes into the log is found out: exit code 5', async () => {
      const broker = await connectToBroker(await login('orchestrator'));
      const forged = (await readByApi(broker)).at(-1)!;
      await broker.request('evt.main.main.plan.hello', forged.toString('utf8'));
      broker.close();
      const ran = await up.run('audit', 'verify', '--json');
      const { ok, breaks } = resultOf<{ ok: boolean; breaks: { message: string }[] }>(ran);
      expect([ran.code, ok, breaks[0]?.message]).toEqual([
        5,
        false,
        expect.stringMatching(/^revision \d+ after/),
      ]);
    });
  });
});
