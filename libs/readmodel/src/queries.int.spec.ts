import type { DataSource } from 'typeorm';
import type {
  Actor,
  AttemptId,
  ChangeId,
  Digest,
  Event,
  Instant,
  OrgId,
  PlanId,
  RunnerId,
  TaskId,
  TaskKey,
} from '@headrace/events';
import { MOST_HELD_BACK } from '@headrace/events';
import {
  attemptFailed,
  changeOpened,
  changeQueued,
  gateReported,
  landingPrepared,
  orgStopped,
  gateResult,
  momentOf,
  planAdded,
  planPaused,
  repoRegistered,
  reviewRequested,
  runnerDraining,
  runnerRegistered,
  taskAdded,
  taskClaimed,
  taskFailed,
  taskHeld,
  tasksBecameReady,
} from '@headrace/events/testing';
import { attemptsAlive, attemptsOfPlan, getAttempt, listAttempts } from './attempt/attempt.queries.ts';
import { listGates } from './attempt/gate.queries.ts';
import { auditPage } from './audit/audit.queries.ts';
import { AuditRow } from './audit/audit.row.ts';
import { getChange, listChanges } from './change/change.queries.ts';
import { databaseAt, schemaOf } from './database.ts';
import { listInbox } from './inbox/inbox.queries.ts';
import type { Page, PageRequest } from './page.ts';
import { getPlan, listPlans } from './plan/plan.queries.ts';
import { getRepo, listRepos } from './repo/repo.queries.ts';
import { upsertAll } from './row.store.ts';
import { getRunner, listRunners } from './runner/runner.queries.ts';
import { getTask, listTasks, tasksOfPlan } from './task/task.queries.ts';
import { given } from './testing/history.ts';
import { startTestPostgres, type TestPostgres } from './testing/postgres.server.ts';

const org = 'main' as OrgId;
const task = (id: string) => ({ taskId: id as TaskId });
const added = (id: string, ordinal: number, spec: Parameters<typeof taskAdded>[0] = {}): Event =>
  taskAdded({ ...task(id), ordinal, ...spec });

/** Follows `next` to the end. */
async function allPages<T>(ask: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[][]> {
  const pages: T[][] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const { items, next } = await ask({ cursor, limit });
    pages.push([...items]);
    more = next !== null;
    cursor = next ?? undefined;
  }
  return pages;
}

describe('queries', () => {
  let postgres: TestPostgres;
  let db: DataSource;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const { url } = await postgres.createTestDatabase();
    db = await databaseAt({ url, schema: schemaOf('main') }).initialize();
  });
  afterEach(() => db.destroy());

  describe('of tasks', () => {
    const plan = [
      added('a', 0),
      added('b', 1, { spec: { title: 'Paint 100% of it' } }),
      added('c', 2),
      added('d', 3),
      added('e', 4),
      tasksBecameReady({ taskIds: ['a', 'c'] as TaskId[] }),
      taskClaimed({ ...task('c'), attemptId: 'p.c.1' as AttemptId, runnerId: 'r9' as RunnerId }),
    ];
    const keysOf = async (filter: Parameters<typeof listTasks>[2]) =>
      (await listTasks(db, org, filter)).items.map(({ key }) => key);

    it('go through a plan page by page', async () => {
      await given(db, org, plan);
      const pages = await allPages((page) => listTasks(db, org, page), 2);
      expect(pages.map((page) => page.map(({ key }) => key))).toEqual([
        ['p.a', 'p.b'],
        ['p.c', 'p.d'],
        ['p.e'],
      ]);
    });

    it('neither skip nor repeat when tasks are added between two pages', async () => {
      await given(db, org, plan);
      const first = await listTasks(db, org, { limit: 2 });
      await given(db, org, [taskAdded({ planId: 'o' as PlanId, ...task('z') })]);
      const second = await listTasks(db, org, { limit: 2, cursor: first.next! });
      expect(second.items.map(({ key }) => key)).toEqual(['p.c', 'p.d']);
    });

    it('filter by everything that a list shows', async () => {
      await given(db, org, plan);
      expect(await keysOf({ states: ['ready'] })).toEqual(['p.a']);
      expect(await keysOf({ states: ['ready', 'claimed'] })).toEqual(['p.a', 'p.c']);
      expect(await keysOf({ runner: 'r9' })).toEqual(['p.c']);
      expect(await keysOf({ plan: 'other' })).toEqual([]);
      expect(await keysOf({ role: 'developer', states: [] })).toHaveLength(5);
      expect(await keysOf({ q: 'PAINT' })).toEqual(['p.b']);
      expect(await keysOf({ q: '100%' })).toEqual(['p.b']);
      expect(await keysOf({ q: '_' })).toEqual([]);
    });

    it('see one org', async () => {
      await given(db, org, plan);
      expect(await listTasks(db, 'other' as OrgId)).toEqual({ items: [], next: null });
      expect(await getTask(db, 'other' as OrgId, 'p.a' as TaskKey)).toBeNull();
    });

    it('give one, or all of a plan', async () => {
      await given(db, org, plan);
      expect(await getTask(db, org, 'p.c' as TaskKey)).toMatchObject({
        state: 'claimed',
        claimedAt: momentOf(7),
      });
      expect((await tasksOfPlan(db, org, 'p' as PlanId)).map(({ taskId }) => taskId)).toEqual([...'abcde']);
    });

    it.each([
      'nonsense',
      Buffer.from('[{}]').toString('base64url'),
      Buffer.from('["p"]').toString('base64url'),
    ])('refuse the cursor %s', (cursor) =>
      expect(listTasks(db, org, { cursor })).rejects.toMatchObject({ code: 'QUERY_INVALID' }),
    );
  });

  describe('of plans', () => {
    const planned = (id: string) => [
      planAdded({ planId: id as PlanId }),
      taskAdded({ planId: id as PlanId, ...task('a') }),
      taskAdded({ planId: id as PlanId, ...task('b'), ordinal: 1 }),
      tasksBecameReady({ planId: id as PlanId, taskIds: ['b'] as TaskId[] }),
    ];

    it('count tasks by state', async () => {
      await given(db, org, planned('p'));
      expect(await getPlan(db, org, 'p' as PlanId)).toMatchObject({
        planId: 'p',
        counts: { blocked: 1, ready: 1 },
      });
      expect(await getPlan(db, org, 'none' as PlanId)).toBeNull();
    });

    it('come newest first, page by page', async () => {
      await given(db, org, [...planned('one'), ...planned('two'), ...planned('three')]);
      const pages = await allPages((page) => listPlans(db, org, page), 2);
      expect(pages.map((page) => page.map(({ planId, counts }) => [planId, counts]))).toEqual([
        [
          ['three', { blocked: 1, ready: 1 }],
          ['two', { blocked: 1, ready: 1 }],
        ],
        [['one', { blocked: 1, ready: 1 }]],
      ]);
    });

    it('filter by state', async () => {
      await given(db, org, [...planned('one'), ...planned('two'), planPaused({ planId: 'one' as PlanId })]);
      const { items } = await listPlans(db, org, { states: ['paused'] });
      expect(items.map(({ planId }) => planId)).toEqual(['one']);
    });
  });

  it('of attempts tell a task, a plan, and who is at work', async () => {
    const second = { attemptId: 'p.t.2' as AttemptId, fence: 2 };
    await given(db, org, [taskAdded(), taskClaimed(), attemptFailed(), taskClaimed(second)]);
    const ids = (attempts: readonly { attemptId: AttemptId }[]) => attempts.map(({ attemptId }) => attemptId);
    expect(ids(await listAttempts(db, org, 'p.t' as TaskKey))).toEqual(['p.t.1', 'p.t.2']);
    expect(ids(await attemptsOfPlan(db, org, 'p'))).toEqual(['p.t.1', 'p.t.2']);
    expect(ids(await attemptsOfPlan(db, org, 'p', 1))).toEqual(['p.t.2']);
    expect(ids(await attemptsAlive(db, org))).toEqual(['p.t.2']);
    expect(await getAttempt(db, org, 'p.t.1' as AttemptId)).toMatchObject({ outcome: 'failed' });
    expect(await getAttempt(db, org, 'p.t.9' as AttemptId)).toBeNull();
  });

  it('of gates tell an attempt with its landing, a task, and a plan', async () => {
    await given(db, org, [
      ...[taskAdded(), taskClaimed(), gateReported(), changeOpened()],
      landingPrepared({ gates: [gateResult()] }),
    ]);
    const stages = (gates: readonly { stage: string }[]) => gates.map(({ stage }) => stage);
    const places = [{ attempt: 'p.t.1' as AttemptId }, { task: 'p.t' as TaskKey }, { plan: 'p' as PlanId }];
    for (const place of places)
      expect(stages(await listGates(db, org, place))).toEqual(['attempt', 'landing']);
    expect(await listGates(db, org, { attempt: 'p.t.2' as AttemptId })).toEqual([]);
  });

  it('of changes come newest first and filter', async () => {
    const other = { changeId: 'p.u.1' as ChangeId, taskId: 'u' as TaskId };
    const claims = [taskClaimed(), taskClaimed({ taskId: other.taskId, attemptId: 'p.u.1' as AttemptId })];
    const changes = [changeOpened(), changeOpened(other), changeQueued(other)];
    await given(db, org, [added('t', 0), added('u', 1), ...claims, ...changes]);
    const ids = async (filter: Parameters<typeof listChanges>[2]) =>
      (await listChanges(db, org, filter)).items.map(({ changeId }) => changeId);
    expect(await ids({})).toEqual(['p.u.1', 'p.t.1']);
    expect(await ids({ states: ['queued'] })).toEqual(['p.u.1']);
    expect(await ids({ plan: 'p', task: 't' })).toEqual(['p.t.1']);
    expect((await allPages((page) => listChanges(db, org, page), 1)).flat()).toHaveLength(2);
    expect(await getChange(db, org, 'p.u.1' as ChangeId)).toMatchObject({ state: 'queued', target: 'main' });
  });

  it('of runners and repositories give all of an org', async () => {
    const other = { runnerId: 'r0' as RunnerId };
    await given(db, org, [
      runnerRegistered(),
      runnerRegistered(other),
      runnerDraining(other),
      repoRegistered(),
    ]);
    expect((await listRunners(db, org)).map(({ runnerId, draining }) => [runnerId, draining])).toEqual([
      ['r0', true],
      ['r1', false],
    ]);
    expect(await getRunner(db, org, 'r1' as RunnerId)).toMatchObject({ slots: 2, labels: ['linux'] });
    expect(await listRepos(db, org)).toHaveLength(1);
    expect(await getRepo(db, org, (await listRepos(db, org))[0]!.repoId)).toMatchObject({
      url: '/srv/git/mill.git',
    });
  });

  it('of the inbox find what waits for a person', async () => {
    await given(db, org, [
      ...[added('dead', 0), added('held', 1), added('seen', 2), added('open', 3), added('quota', 4)],
      added('next', 5, { spec: { needs: ['dead'] as TaskId[] } }),
      taskFailed(task('dead')),
      taskHeld(task('held')),
      taskHeld({ ...task('quota'), reason: 'quota', until: '2026-11-19T12:00:00.000Z' as Instant }),
      taskClaimed({ ...task('seen'), attemptId: 'p.seen.1' as AttemptId }),
      changeOpened({ ...task('seen'), changeId: 'p.seen.1' as ChangeId }),
      reviewRequested({ ...task('seen'), changeId: 'p.seen.1' as ChangeId }),
    ]);
    const items = await listInbox(db, org);
    expect(items.map(({ kind, key, holds }) => [kind, key, holds])).toEqual([
      ['dead', 'p.dead', ['next']],
      ['held', 'p.held', []],
      ['review', 'p.seen', []],
    ]);
    expect(await listInbox(db, 'other' as OrgId)).toEqual([]);
  });

  it('of the inbox say what somebody has stopped, and who', async () => {
    await given(db, org, [
      planAdded(),
      planPaused({ reason: 'freeze' }),
      added('a', 0),
      added('b', 1),
      orgStopped(),
    ]);
    const [stopped, paused] = await listInbox(db, org);
    expect(stopped).toMatchObject({ kind: 'stopped', key: 'main', by: 'person:ada', allowed: ['StartOrg'] });
    expect(paused).toMatchObject({
      ...{ kind: 'paused', key: 'p', by: 'person:ada', reason: 'freeze', holds: ['a', 'b'] },
    });
  });

  it('of the inbox say what each task holds back, near and far, however much that is', async () => {
    const chain = Array.from({ length: 300 }, (_, n) =>
      added(`t${n}`, n, n === 0 ? {} : { spec: { needs: [`t${n - 1}`] as TaskId[] } }),
    );
    const beside = added('u', 300, { spec: { after: ['t297', 't298'] as TaskId[] } });
    await given(db, org, [...chain, beside, taskFailed(task('t0')), taskFailed(task('t297'))]);
    const [first, last] = await listInbox(db, org);
    expect([first?.key, first?.holds.length, first?.holds.slice(0, 2)]).toEqual([
      ...['p.t0', MOST_HELD_BACK],
      ['t1', 't2'],
    ]);
    expect([last?.key, last?.holds.toSorted()]).toEqual(['p.t297', ['t298', 't299', 'u']]);
  });

  it('of the audit find commits by what they touched and who asked', async () => {
    const commit = (position: number, actor: string, keys: string[], eventTypes: string[]) => ({
      ...{ org, position, rev: position, at: momentOf(position), commandId: `c${position}` },
      ...{
        part: 0,
        commandType: 'HoldTask',
        actor: actor as Actor,
        eventTypes,
        keys,
        digest: 'd'.repeat(64) as Digest,
      },
    });
    await upsertAll(db, AuditRow, [
      commit(1, 'person:ada', ['p'], ['PlanAdded']),
      commit(2, 'person:ada', ['p', 'p.t'], ['TaskHeld']),
      commit(3, 'runner:r1', ['p', 'p.u'], ['TaskClaimed', 'TaskClaimed']),
    ]);
    const positions = async (filter: Parameters<typeof auditPage>[2]) =>
      (await auditPage(db, org, filter)).items.map(({ position }) => position);
    expect(await positions({})).toEqual([3, 2, 1]);
    expect(await positions({ key: 'p.t' })).toEqual([2]);
    expect(await positions({ key: 'p' })).toEqual([3, 2, 1]);
    expect(await positions({ actor: 'person:ada', before: 2 })).toEqual([1]);
    expect(await positions({ event: 'TaskClaimed' })).toEqual([3]);
    expect(await positions({ after: 1, command: 'HoldTask' })).toEqual([3, 2]);
    expect((await allPages((page) => auditPage(db, org, page), 2)).map((page) => page.length)).toEqual([
      2, 1,
    ]);
  });
});
