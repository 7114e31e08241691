import { startRunning, type Running } from '../../test/running.ts';
import type { Assigned } from '../../test/speak.ts';
import { ask, expectStatus, planOf, prepared, sha, theOnly } from '../../test/story.ts';

describe('what an agent proposes in the place of its task', () => {
  let running: Running;
  let attempt: Assigned;
  beforeAll(async () => {
    running = await startRunning();
    const token = await prepared(running, planOf('p', ['a', 'b']));
    const claimed = await running.post('/tasks/claim', ask(1), { token });
    attempt = theOnly(expectStatus(claimed, 200).json.attempts);
    await send({ type: 'StartAttempt', base: sha('1'), branch: 'b' });
  });
  afterAll(() => running.stop());

  const named = () => ({ attemptId: attempt.attemptId, fence: attempt.fence });
  const send = async (command: object) =>
    expectStatus(
      await running.post('/tasks/update', { command: { ...named(), ...command } }, { token: attempt.token }),
      200,
    );
  const check = (text: string) =>
    running.post('/tasks/proposal', { ...named(), text }, { token: attempt.token });
  const placesIn = async (text: string) => {
    const { status, json } = await check(text);
    const places = json.problems.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
    return [status, json.code, places];
  };

  it('is read in the words of a plan file, and nothing is recorded', async () => {
    const text = `note: It is two.
tasks:
  - { id: a-in, title: In, brief: ${'long '.repeat(1000)} }
  - { id: a-out, title: Out, needs: [a-in, b] }
`;
    const { status, json } = await check(text);
    expect([status, json]).toMatchObject([
      200,
      {
        note: 'It is two.',
        children: [{ id: 'a-in', brief: { mediaType: 'text/markdown; charset=utf-8' } }, {}],
      },
    ]);
    expect((await running.get('/tasks/p.a/why')).json).toMatchObject({ status: 'running' });
  });

  it('has its shape checked, with places and what was meant', async () => {
    expect(
      await placesIn('tasks:\n  - { id: a-in, title: In, ned: [] }\n  - { id: A, title: Out }\n'),
    ).toEqual([422, 'EDIT_INVALID', ['KEY_UNKNOWN proposal.yaml:2:28', 'VALUE_INVALID proposal.yaml:3:11']]);
    expect(await placesIn('tasks: [')).toMatchObject([
      422,
      'EDIT_INVALID',
      [expect.stringMatching(/^YAML_INVALID/)],
    ]);
    expect((await check('tasks: [{ id: one, title: One }]')).json.problems[0]).toMatchObject({
      path: 'tasks',
      expected: 'entries: at least 2',
    });
  });

  it('has its place in the plan checked, with places too', async () => {
    const text = `tasks:
  - { id: a-in, title: In, needs: [a-out] }
  - { id: a-out, title: Out, needs: [a-in, c] }
  - { id: b, title: Taken }
  - { id: d, title: Out of it, scope: ["../up"] }
`;
    const [status, code, places] = await placesIn(text);
    expect([status, code]).toEqual([422, 'EDIT_INVALID']);
    expect(places).toEqual([
      'CYCLE proposal.yaml:2:36',
      'TASK_UNKNOWN proposal.yaml:3:44',
      'ID_DUPLICATE proposal.yaml:4:11',
      'GLOB_INVALID proposal.yaml:5:40',
    ]);
  });

  it('is for the attempt itself to ask', async () => {
    const other = { attemptId: 'p.b.1', fence: 1, text: 'tasks: []' };
    const { status } = await running.post('/tasks/proposal', other, { token: attempt.token });
    expect(status).not.toBe(200);
    const valid = 'tasks: [{ id: x, title: X }, { id: y, title: Y }]';
    const foreign = { ...other, text: valid };
    expect((await running.post('/tasks/proposal', foreign, { token: attempt.token })).json.code).toBe(
      'FORBIDDEN',
    );
  });

  it('ends the attempt when it is sent, and waits for a person', async () => {
    const valid = 'tasks: [{ id: x, title: X }, { id: y, title: Y }]';
    const { children, note } = expectStatus(await check(valid), 200).json;
    const { json } = await send({ type: 'ProposeDecomposition', children, note });
    expect(json.events).toEqual(['DecompositionProposed', 'TasksBecameReady', 'TaskHeld']);
    expect((await check(valid)).json.code).toBe('ATTEMPT_OVER');
  });
});
