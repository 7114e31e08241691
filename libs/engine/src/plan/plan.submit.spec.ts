import { SubmitPlan, textOf } from '@headrace/events';
import { planAdded } from '@headrace/events/testing';
import { given, ids, planFile, registered } from '../testing/given.ts';

const submit = (over: Parameters<typeof planFile>[0] = {}) =>
  SubmitPlan.parse({ type: 'SubmitPlan', plan: planFile(over) });
const task = (id: string, over: object = {}) => ({ id, title: id.toUpperCase(), role: 'developer', ...over });

describe('submitting a plan', () => {
  it('adds the plan and its tasks, and makes those ready that need nothing', () =>
    given(registered)
      .when(submit({ tasks: [task('a', { needs: ['b'] }), task('b')] }))
      .then(
        { type: 'PlanAdded', target: 'main' },
        { type: 'TaskAdded', taskId: ids('a')[0]!, ordinal: 0, origin: { kind: 'plan' } },
        { type: 'TaskAdded', taskId: ids('b')[0]!, ordinal: 1 },
        { type: 'TasksBecameReady', taskIds: ids('b') },
      ));
  it('applies the defaults, and takes the agent from the role', () =>
    given(registered)
      .when(
        submit({
          defaults: { priority: 'high', approvals: 0, maxAttempts: 5 },
          tasks: [task('a', { maxAttempts: 1 })],
        }),
      )
      .then(
        { type: 'PlanAdded' },
        {
          type: 'TaskAdded',
          spec: expect.objectContaining({
            agent: 'codex',
            priority: 'high',
            approvals: 0,
            maxAttempts: 1,
            phaseId: null,
            run: null,
            worktree: null,
            estimateMinutes: null,
          }) as never,
        },
        { type: 'TasksBecameReady' },
      ));
  it('needs no approval for what changes nothing', () =>
    given(registered)
      .when(submit({ tasks: [task('a', { change: 'none' })] }))
      .then(
        { type: 'PlanAdded' },
        { type: 'TaskAdded', spec: expect.objectContaining({ approvals: 0 }) as never },
        { type: 'TasksBecameReady' },
      ));
  it('keeps a brief that was put into the evidence as it is', () => {
    const brief = textOf('x'.repeat(5000));
    given(registered)
      .when(submit({ tasks: [task('a', { brief })] }))
      .then(
        { type: 'PlanAdded' },
        { type: 'TaskAdded', spec: expect.objectContaining({ brief }) as never },
        { type: 'TasksBecameReady' },
      );
  });
  it('leaves the tasks of phases waiting that are not open', () =>
    given(registered)
      .when(
        submit({
          phases: [
            { id: 'one', title: '1' },
            { id: 'two', title: '2', opensWhen: { done: ['one'] } },
            { id: 'three', title: '3', paused: true },
          ],
          tasks: [task('a', { phase: 'three' }), task('b', { phase: 'two' }), task('c', { phase: 'one' })],
        }),
      )
      .then(
        { type: 'PlanAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'TasksBecameReady', taskIds: ids('c') },
      ));
  it('opens at once what waits for phases without tasks', () =>
    given(registered)
      .when(
        submit({
          phases: [
            { id: 'one', title: '1' },
            { id: 'two', title: '2', opensWhen: { done: ['one'] } },
          ],
          tasks: [task('b', { phase: 'two' })],
        }),
      )
      .then(
        { type: 'PlanAdded' },
        { type: 'TaskAdded' },
        { type: 'PhaseOpened', because: 'condition' },
        { type: 'TasksBecameReady' },
      ));
  it('lets a task wait for its start, and no task for one that has passed', () =>
    given(registered)
      .when(
        submit({
          maxParallel: 3,
          tasks: [
            task('a', { startAt: '2026-11-20T08:00+01:00' }),
            task('b', { startAt: '2026-11-18T08:00Z' }),
          ],
        }),
      )
      .then(
        { type: 'PlanAdded', maxParallel: 3 },
        {
          type: 'TaskAdded',
          spec: expect.objectContaining({ startAt: '2026-11-20T07:00:00.000Z' }) as never,
        },
        { type: 'TaskAdded' },
        { type: 'TasksBecameReady', taskIds: ids('a', 'b') },
        {
          type: 'TaskHeld',
          taskId: ids('a')[0]!,
          reason: 'start',
          until: '2026-11-20T07:00:00.000Z' as never,
        },
      ));
  it('says a need once, however often it is written', () =>
    given(registered)
      .when(submit({ tasks: [task('a'), task('b', { needs: ['a', 'a'] })] }))
      .then(
        { type: 'PlanAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskAdded', spec: expect.objectContaining({ needs: ['a'] }) as never },
        { type: 'TasksBecameReady' },
      ));
});

describe('a plan that cannot be submitted', () => {
  it('has problems, all of which are named', () =>
    given(registered)
      .when(submit({ tasks: [task('a', { needs: ['x'], role: 'nobody' })] }))
      .thenRefused('PLAN_INVALID', {
        problems: [
          expect.objectContaining({ code: 'ROLE_UNKNOWN' }),
          expect.objectContaining({ code: 'TASK_UNKNOWN' }),
        ] as never,
      }));
  it('has an id that is taken', () =>
    given(registered, planAdded())
      .when(submit())
      .thenRefused('PLAN_EXISTS', { state: 'running', proof: [{ position: 3, index: 0 }] }));
  it('is for a repository that nobody registered', () =>
    given()
      .when(submit())
      .thenRefused('REPO_UNKNOWN', { allowed: ['RegisterRepo'] }));
});
