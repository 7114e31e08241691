import { startRunning, type Running } from '../../test/running.ts';
import type { Assigned } from '../../test/speak.ts';
import { ask, expectStatus, planOf, prepared, yaml } from '../../test/story.ts';

describe('a running plan', () => {
  let running: Running;
  let token: string;
  beforeAll(async () => {
    running = await startRunning();
    token = await prepared(running, planOf('p', ['a', 'b', 'c']));
  });
  afterAll(() => running.stop());

  const more = planOf('p', ['a', 'b', 'c', 'd']);
  const edit = (text: string, query = '') => running.post(`/plans/p/edit${query}`, text, yaml);
  const patch = (body: object) => running.post('/plans/p/patch', body);
  const file = async () => (await running.get('/plans/p/file')).json;

  it('is given back as a file, which changes nothing', async () => {
    const { revision, plan } = await file();
    expect([revision, plan.tasks.map(({ id }) => id)]).toEqual([1, ['a', 'b', 'c']]);
    const { status, json } = await edit(JSON.stringify(plan));
    expect([status, json.position, json.preview.operations]).toEqual([200, null, []]);
  });

  it('shows what a file would do, and does it when it is asked to', async () => {
    const dry = await edit(more, '?dryRun=1');
    expect([dry.json.position, dry.json.preview.added, dry.json.preview.digest]).toEqual([null, ['d'], null]);
    expect((await file()).revision).toBe(1);
    const done = await edit(more, '?note=more');
    expect([done.status, done.json.events]).toEqual([200, ['PlanEdited', 'TaskAdded', 'TasksBecameReady']]);
    expect((await file()).revision).toBe(2);
  });

  it('is not edited by a patch for an older revision', async () => {
    const { status, json } = await patch({ revision: 1, operations: [{ op: 'remove-task', taskId: 'd' }] });
    expect([status, json.code, json.expected]).toEqual([409, 'PLAN_REVISION_STALE', '2']);
    expect(json.detail).toContain('the plan was edited: more');
  });

  it('has all problems of a patch named, with their places', async () => {
    const operations = [
      { op: 'change-task', taskId: 'a', set: { needs: ['b', 'x'] } },
      { op: 'change-task', taskId: 'b', set: { needs: ['a'] } },
    ];
    const { status, json } = await patch({ revision: 2, operations });
    expect([status, json.code]).toEqual([422, 'EDIT_INVALID']);
    expect(json.problems.map(({ code, path }) => [code, path])).toEqual([
      ['TASK_UNKNOWN', 'operations[0].set.needs[1]'],
      ['CYCLE', 'operations[0].set.needs[0]'],
    ]);
    const shape = await patch({
      revision: 2,
      operations: [{ op: 'change-task', taskId: 'a', set: { need: [] } }],
    });
    expect([shape.json.code, shape.json.path]).toEqual(['BODY_INVALID', 'operations[0].set']);
  });

  it('loses no work that nobody has seen', async () => {
    const claimed = await running.post('/tasks/claim', ask(1), { token });
    const [{ taskId, brief }] = claimed.json.attempts as [Assigned];
    const without = { revision: 2, operations: [{ op: 'remove-task', taskId }] };
    const refused = await patch(without);
    expect([refused.status, refused.json.code]).toEqual([409, 'EDIT_AFFECTS']);
    const { json } = await patch({ ...without, dryRun: true });
    expect(json.preview.affected).toMatchObject([{ taskId, effect: 'cancelled' }]);
    expect(json.preview.digest).toBe(refused.json.expected);
    const done = await patch({ ...without, affected: json.preview.digest });
    expect(done.json.events).toEqual(['PlanEdited', 'AttemptCancelled', 'TasksRemoved']);
    expect((await running.post(`/tasks/p.${taskId}/retry`)).json.code).toBe('TASK_NOT_RETRIABLE');
    expect(brief).toContain('Do');
  });

  it('gives the next attempt what the edit says', async () => {
    const set = { brief: 'Do it otherwise.', priority: 'critical' };
    await patch({ revision: 3, operations: [{ op: 'change-task', taskId: 'd', set }] });
    const claimed = await running.post('/tasks/claim', ask(1), { token });
    expect(claimed.json.attempts[0]).toMatchObject({ taskId: 'd', brief: 'Do it otherwise.' });
    expect((await file()).plan.tasks.find(({ id }) => id === 'd')?.brief).toBe('Do it otherwise.');
  });

  it('puts a graph of tasks in the place of one, proposed or at once', async () => {
    const key = 'p.c';
    const children = [
      { id: 'c-in', title: 'In', scope: ['c/in/**'] },
      { id: 'c-out', title: 'Out', scope: ['c/out/**'], needs: ['c-in'] },
    ];
    const divide = (body: object) => running.post(`/tasks/${key}/decompose`, body);
    const wrong = await divide({ children: [children[0], { ...children[1], needs: ['c-inn'] }] });
    expect([wrong.json.code, wrong.json.problems[0]?.path]).toEqual(['EDIT_INVALID', 'children[1].needs[0]']);
    const proposed = await divide({ children, propose: true });
    expect(proposed.json.events).toEqual(['DecompositionProposed', 'TaskHeld']);
    const rejected = await running.post(`/tasks/${key}/decomposition`, { verdict: 'reject', note: 'no' });
    expect(rejected.json.events).toEqual(['DecompositionRejected', 'TaskReleased']);
    const { json } = await divide({ children });
    expect(json.events).toEqual(expect.arrayContaining(['DecompositionProposed', 'DecompositionAccepted']));
    const { plan } = await file();
    expect(plan.tasks.map(({ id, needs }) => [id, needs]).slice(-2)).toEqual([
      ['c-in', []],
      ['c-out', ['c-in']],
    ]);
  });

  it('is still to be read once it was archived, as it was last, and not to be edited', async () => {
    const before = await file();
    expectStatus(await running.post('/plans/p/cancel', {}), 200);
    expectStatus(await running.post('/plans/p/archive', {}), 200);
    expect(await file()).toEqual(before);
    const edited = await edit(more);
    const patched = await patch({ revision: before.revision, operations: [{ op: 'change-plan', set: {} }] });
    expect([edited, patched].map(({ status, json: { code } }) => `${status} ${code}`)).toEqual([
      '409 PLAN_ARCHIVED',
      '409 PLAN_ARCHIVED',
    ]);
    expect(edited.json.hint).toContain('new plan');
  });
});
