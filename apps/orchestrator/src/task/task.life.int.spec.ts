import { startRunning, type Running } from '../../test/running.ts';
import { ask, content, expectStatus, prepared, sha, theOnly, worked } from '../../test/story.ts';

describe('the life of a task', () => {
  let running: Running;
  let runner: string;
  beforeAll(async () => {
    running = await startRunning();
    runner = await prepared(running);
  });
  afterAll(() => running.stop());

  it('goes from a plan to a landed change', async () => {
    const claimed = expectStatus(await running.post('/tasks/claim', ask(1), { token: runner }), 200);
    const assignment = theOnly(claimed.json.attempts);
    expect(assignment).toMatchObject({
      org: 'main',
      attemptId: 'p.a.1',
      fence: 1,
      brief: 'Do a',
      title: 'Task a',
      run: 'echo a',
      role: { id: 'dev', title: 'Developer', instructions: 'Be kind.' },
      repo: { repoId: 'web', defaultBranch: 'main' },
      gates: [{ id: 'test', reviewer: null }],
      feedback: [],
    });

    const opened = expectStatus(await worked(running, assignment), 200);
    expect(opened.json.events).toEqual(['ChangeOpened', 'ReviewRequested']);

    const review = { head: sha('2'), verdict: 'approve' };
    expectStatus(await running.post('/changes/p.a.1/review', review, { token: assignment.token }), 403);
    expectStatus(await running.post('/changes/p.a.1/review', review), 200);

    const ready = await running.post(
      '/changes/claim',
      { runnerId: 'r1', repos: [], waitMs: 0 },
      { token: runner },
    );
    const { landing } = expectStatus(ready, 200).json;
    expect(landing).toMatchObject({
      changeId: 'p.a.1',
      fence: 1,
      target: 'main',
      head: sha('2'),
      prepared: null,
    });
    const claim = { changeId: 'p.a.1', fence: 1 };
    const { base, head, tree, patchId } = content;
    const prepare = {
      type: 'PrepareLanding',
      ...claim,
      base,
      head,
      tree,
      patchId,
      result: sha('5'),
      gates: [],
    };
    expectStatus(await running.post('/changes/update', { command: prepare }, { token: landing.token }), 200);
    const record = { type: 'RecordLanding', ...claim, result: sha('5') };
    const landed = await running.post('/changes/update', { command: record }, { token: landing.token });
    expect(expectStatus(landed, 200).json.events.slice(0, 2)).toEqual(['ChangeLanded', 'TaskDone']);
  });

  it('refuses a stale fence, with proof', async () => {
    const { json } = await running.post('/tasks/claim', ask(1), { token: runner });
    const { attemptId, token } = theOnly(json.attempts);
    const command = { type: 'StartAttempt', attemptId, fence: 7, base: sha('1'), branch: 'b' };
    const { status, json: problem } = await running.post('/tasks/update', { command }, { token });
    expect({ status, problem }).toMatchObject({ status: 409, problem: { code: 'FENCE_STALE' } });
    expect(problem.proof.length).toBeGreaterThan(0);
  });
});
