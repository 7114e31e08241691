import { MOST_NEEDS, type EditPlan, type GateId, type Instant, type PhaseId } from '@headrace/events';
import {
  attemptStarted,
  changeReviewed,
  editPlan,
  failAttempt,
  phaseOpened,
  planEdited,
  retryTask,
  taskClaimed,
  taskDone,
  taskEdited,
  taskFailed,
  taskHeld,
  tasksChanged,
  tasksRemoved,
} from '@headrace/events/testing';
import {
  given,
  ids,
  landing,
  planned,
  prepared,
  queued,
  ready,
  started,
  taskNamed,
  verifying,
} from '../testing/given.ts';
import { refold } from '../testing/story.ts';
import { recordedFrom } from '@headrace/events/testing';
import { tooManyNeeds } from './plan.needs.ts';
import { editPlan as editPlanNow, previewEdit } from './plan.edit.ts';

const two = planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }));
const role = 'developer';

const stateAfter = (history: Parameters<typeof recordedFrom>[0]) => refold(recordedFrom(history));

/** The digest of what is affected, as a dry run tells it. */
const digestAfter = (history: Parameters<typeof recordedFrom>[0], patch: EditPlan) => {
  const preview = previewEdit(patch, stateAfter(history));
  if (!preview.ok) throw new Error(preview.error.message);
  return { digest: preview.value.digest!, affected: preview.value.affected };
};

describe('editing a plan', () => {
  it('adds a task, which is ready when it waits for nothing', () =>
    given(two)
      .when(editPlan([{ op: 'add-task', task: { id: 'v', title: 'V', role, run: 'true' } }]))
      .then(
        planEdited(),
        {
          type: 'TaskAdded',
          taskId: ids('v')[0]!,
          ordinal: 2,
          origin: { kind: 'edit', by: 'person:ada' as never, revision: 2 },
        },
        { type: 'TasksBecameReady', taskIds: ids('v') },
      ));
  it('is held to as many needs as a file is', () => {
    const needs = Array<string>(10_000).fill('t');
    const full = Array.from({ length: MOST_NEEDS / needs.length }, (_, i) => `w${i}`);
    const operations = full.map((id) => ({
      op: 'add-task',
      task: { id, title: id, role, run: 'true', needs },
    }));
    const problem = { ...tooManyNeeds(MOST_NEEDS + 1), path: 'operations' };
    given(two) // of which u has one
      .when(editPlan(operations))
      .thenRefused('EDIT_INVALID', { problems: [problem] });
  });
  it('adds tasks that need one another, in any order', () =>
    given(two)
      .when(
        editPlan([
          { op: 'add-task', task: { id: 'v', title: 'V', role, run: 'true', needs: ['w'] } },
          { op: 'add-task', task: { id: 'w', title: 'W', role, run: 'true' } },
        ]),
      )
      .then(
        planEdited(),
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        {
          type: 'TasksBecameReady',
          taskIds: ids('w'),
        },
      ));
  it('frees a task of its need', () =>
    given(two)
      .when(editPlan([{ op: 'change-task', taskId: 'u', set: { needs: [] } }]))
      .then(planEdited(), tasksChanged({ taskIds: ids('u'), spec: { needs: [] } }), ready('u')));
  it('gives a ready task a need', () =>
    given(two, ready('t'))
      .when(
        editPlan([
          { op: 'change-task', taskId: 't', set: { needs: ['u'] } },
          { op: 'change-task', taskId: 'u', set: { needs: null } },
        ]),
      )
      .then(planEdited(), { type: 'TasksChanged' }, { type: 'TasksChanged' }, ready('u'), {
        type: 'TasksBecameBlocked',
        taskIds: ids('t'),
      }));
  it('lets two tasks change places, so that neither ever waits for itself', () =>
    given(two, ready('t'))
      .when(
        editPlan([
          { op: 'change-task', taskId: 't', set: { needs: ['u'] } },
          { op: 'change-task', taskId: 'u', set: { needs: [] } },
        ]),
      )
      .then(
        planEdited(),
        tasksChanged({ taskIds: ids('u'), spec: { needs: [] } }),
        tasksChanged({ taskIds: ids('t'), spec: { needs: ids('u') } }),
        ready('u'),
        { type: 'TasksBecameBlocked', taskIds: ids('t') },
      ));
  it('says once what is the same for many', () =>
    given(two, ready('t'))
      .when(editPlan(['t', 'u'].map((taskId) => ({ op: 'change-task', taskId, set: { priority: 'high' } }))))
      .then(planEdited(), tasksChanged({ taskIds: ids('t', 'u'), spec: { priority: 'high' } })));
  it('gives the work of a role to another agent, for all that is to be done', () =>
    given(two, ready('t'))
      .when(editPlan([{ op: 'set-role', roleId: role, role: { agent: 'codex' } }]))
      .then(planEdited({ roles: { [role]: { agent: 'codex' } } as never }), {
        type: 'TasksChanged',
        taskIds: ids('t', 'u'),
        spec: { agent: 'codex' } as never,
      }));
  it('removes a task, with those that need it', () =>
    given(two)
      .when(
        editPlan([
          { op: 'remove-task', taskId: 't' },
          { op: 'change-task', taskId: 'u', set: { needs: [] } },
        ]),
      )
      .then(planEdited(), tasksRemoved(), { type: 'TasksChanged' }, ready('u')));
  it('ends a plan of which nothing else is left', () =>
    given(two, taskDone())
      .when(editPlan([{ op: 'remove-task', taskId: 'u' }]))
      .then(
        planEdited(),
        tasksRemoved({ taskIds: ids('u') }),
        { type: 'PhaseOpened' },
        {
          type: 'PlanFinished',
          outcome: 'done',
        },
      ));
  it('opens a finished plan again when there is more to do', () =>
    given(planned(), taskDone(), phaseOpened(), {
      type: 'PlanFinished',
      planId: 'p' as never,
      outcome: 'done',
    })
      .when(editPlan([{ op: 'add-task', task: { id: 'v', title: 'V', role, run: 'true' } }]))
      .then(planEdited(), { type: 'TaskAdded' }, { type: 'PlanReopened' }, ready('v')));
  it('opens a phase that waits for nothing any more', () =>
    given(planned(taskNamed('t'), taskNamed('s', { ordinal: 1, spec: { phaseId: 'ship' as PhaseId } })))
      .when(editPlan([{ op: 'set-phase', phase: { id: 'ship', title: 'Ship' } }]))
      .then(planEdited(), { type: 'PhaseOpened', because: 'condition' }, ready('s')));
  it('changes nothing that is so already', () =>
    given(two)
      .when(editPlan([{ op: 'change-task', taskId: 't', set: { priority: 'medium' } }]))
      .thenNothing());
  it('counts the attempts of a task on that was removed and comes again', () =>
    given(
      started,
      { type: 'AttemptCancelled', planId: 'p', taskId: 't', attemptId: 'p.t.1', reason: '' } as never,
      tasksRemoved(),
      taskNamed('t'),
      ready('t'),
    )
      .when(editPlan([{ op: 'change-task', taskId: 't', set: { title: 'Again' } }]))
      .then(planEdited(), tasksChanged({ spec: { title: 'Again' } })));
});

describe('the start of a task', () => {
  const later = '2026-11-21T09:00:00.000Z' as Instant;
  const evenLater = '2026-11-22T09:00:00.000Z' as Instant;
  const past = '2026-11-01T09:00:00.000Z' as Instant;
  const hold = (until: Instant, taskId = ids('t')[0]!) =>
    taskHeld({ taskId, reason: 'start', note: '', until });
  const startAt = (startAt: Instant | null, restart = false) =>
    editPlan([{ op: 'change-task', taskId: 't', set: { startAt }, restart }]);
  const waiting = [...planned(taskNamed('t', { spec: { startAt: later } })), ready('t'), hold(later)];

  it('holds a task that is added', () =>
    given(two)
      .when(editPlan([{ op: 'add-task', task: { id: 'v', title: 'V', role, run: 'true', startAt: later } }]))
      .then(planEdited(), { type: 'TaskAdded' }, ready('v'), hold(later, ids('v')[0])));
  it('holds a task that is there', () =>
    given(two, ready('t'))
      .when(startAt(later))
      .then(planEdited(), tasksChanged({ spec: { startAt: later } }), hold(later)));
  it('moves', () =>
    given(waiting).when(startAt(evenLater)).then(planEdited(), { type: 'TasksChanged' }, hold(evenLater)));
  it.each([
    ['is taken back', null],
    ['is over', past],
  ])('lets go of a task when it %s', (_, moment) =>
    given(waiting)
      .when(startAt(moment))
      .then(planEdited(), tasksChanged({ spec: { startAt: moment } }), {
        type: 'TaskReleased',
        because: 'person',
      }),
  );
  it('leaves the hold of a person', () =>
    given(two, ready('t'), taskHeld()).when(startAt(later)).then(planEdited(), { type: 'TasksChanged' }));
  it('is past for what is at work, unless it begins again', () => {
    given(started).when(startAt(later)).then(planEdited(), { type: 'TasksChanged' });
    const again = startAt(later, true);
    given(started)
      .when({ ...again, affected: digestAfter(started, again).digest })
      .then(planEdited(), { type: 'AttemptCancelled' }, { type: 'TasksChanged' }, ready('t'), hold(later));
  });
});

describe('what follows its failures', () => {
  const failures = { crashed: { then: 'stop' as const } };
  const stopping = [...planned(taskNamed('t', { spec: { failures } })), ready('t')];
  const set = (saying: object) => editPlan([{ op: 'change-task', taskId: 't', set: saying }]);

  it('is said otherwise, and taken back', () => {
    given(two, ready('t'))
      .when(set({ failures }))
      .then(planEdited(), tasksChanged({ spec: { failures } }));
    given(stopping)
      .when(set({ failures: null }))
      .then(planEdited(), tasksChanged({ spec: { failures: {} } }));
  });
  it('stays while something else changes', () =>
    given(stopping)
      .when(set({ title: 'New' }))
      .then(planEdited(), tasksChanged({ spec: { title: 'New' } })));
  it('holds from then on', () =>
    given(started, tasksChanged({ spec: { failures } }))
      .when(failAttempt({ class: 'crashed' }))
      .then({ type: 'AttemptFailed' }, { type: 'TaskFailed' }, { type: 'PlanFinished' }));
});

describe('a patch that cannot be applied', () => {
  const problems = (...expected: readonly [string, string][]) => ({
    problems: expected.map(([code, path]) => expect.objectContaining({ code, path }) as never),
  });
  it('has all its problems named, with their places', () =>
    given(two)
      .when(
        editPlan([
          { op: 'add-task', task: { id: 't', title: 'T', role } },
          { op: 'add-task', task: { id: 'v', title: 'V', role: 'devloper', needs: ['t', 'uu'] } },
          { op: 'change-task', taskId: 'x', set: {} },
          { op: 'change-task', taskId: 'u', set: { gates: ['tset'], scope: ['../x'] } },
        ]),
      )
      .thenRefused(
        'EDIT_INVALID',
        problems(
          ['ID_DUPLICATE', 'operations[0].task.id'],
          ['ROLE_UNKNOWN', 'operations[1].task.role'],
          ['TASK_UNKNOWN', 'operations[1].task.needs[1]'],
          ['TASK_UNKNOWN', 'operations[2].taskId'],
          ['GATE_UNKNOWN', 'operations[3].set.gates[0]'],
          ['GLOB_INVALID', 'operations[3].set.scope[0]'],
        ),
      ));
  it('makes tasks wait for one another', () =>
    given(two)
      .when(editPlan([{ op: 'change-task', taskId: 't', set: { needs: ['u'] } }]))
      .thenRefused('EDIT_INVALID', {
        problems: [
          {
            code: 'CYCLE',
            path: 'operations[0].set.needs[0]',
            message: 't needs u, u needs t.',
            expected: 'no task waits for itself',
          },
        ],
      }));
  it('removes what others still name', () =>
    given(two)
      .when(
        editPlan([
          { op: 'remove-task', taskId: 't' },
          { op: 'remove-gate', gateId: 'test' },
          { op: 'remove-role', roleId: role },
        ]),
      )
      .thenRefused(
        'EDIT_INVALID',
        problems(
          ['STILL_USED', 'operations[0].taskId'],
          ['STILL_USED', 'operations[1].gateId'],
          ['STILL_USED', 'operations[2].roleId'],
        ),
      ));
  it('was made for another revision, and hears what changed since', () =>
    given(two, taskEdited())
      .when(editPlan([{ op: 'remove-task', taskId: 'u' }]))
      .thenRefused('PLAN_REVISION_STALE', {
        path: 'revision',
        expected: '2',
        message: 'Plan p is at revision 2. Since 1: 2: t was edited.',
      }));
  it('removes a task that is done', () =>
    given(two, taskDone())
      .when(editPlan([{ op: 'remove-task', taskId: 't' }]))
      .thenRefused('EDIT_INVALID'));
  it('moves the paths of a task that somebody works on', () =>
    given(started)
      .when(editPlan([{ op: 'change-task', taskId: 't', set: { scope: ['docs/**'] } }]))
      .thenRefused('EDIT_INVALID', problems(['TASK_NOT_EDITABLE', 'operations[0].set.scope'])));
  it('removes a task whose change is being pushed', () =>
    given(prepared, taskNamed('u', { ordinal: 1 }))
      .when(editPlan([{ op: 'remove-task', taskId: 't' }]))
      .thenRefused('EDIT_INVALID', problems(['TASK_NOT_REMOVABLE', 'operations[0].taskId'])));
  it.each([
    ['asks for fewer approvals', { approvals: { count: 1, fourEyes: true } }],
    ['asks for no other eyes', { approvals: 2 }],
    ['makes no change that anybody could look at', { change: 'none', gates: [] }],
  ])('%s where others were to look', (_, set) =>
    given(
      planned(taskNamed('t', { spec: { approvals: 2, review: { from: [], fourEyes: true } } })),
      taskNamed('u', { ordinal: 1 }),
    )
      .when(editPlan([{ op: 'change-task', taskId: 't', set }]))
      .thenRefused('EDIT_INVALID', { problems: [expect.objectContaining({ code: 'FOUR_EYES' }) as never] }),
  );
  it('leaves no task', () =>
    given(planned())
      .when(editPlan([{ op: 'remove-task', taskId: 't' }]))
      .thenRefused('EDIT_INVALID', problems(['PLAN_EMPTY', 'operations'])));
  it('is for a plan that is not there', () =>
    given()
      .when(editPlan([{ op: 'remove-task', taskId: 't' }]))
      .thenRefused('PLAN_NOT_FOUND'));
});

describe('what an edit affects', () => {
  const other = taskNamed('u', { ordinal: 1 });
  const redefined = [{ op: 'set-gate', gateId: 'test', gate: { kind: 'command', run: 'npm run all' } }];

  it.each([
    [
      'a done task',
      [...planned(), taskDone()],
      [{ op: 'change-task', taskId: 't', set: { brief: 'x' } }],
      'stays-done',
    ],
    ['an attempt', started, [{ op: 'change-task', taskId: 't', set: { brief: 'x' } }], 'goes-on'],
    ['an attempt that ends', [...started, other], [{ op: 'remove-task', taskId: 't' }], 'cancelled'],
    ['a change that leaves the queue', [...queued, other], [{ op: 'remove-task', taskId: 't' }], 'withdrawn'],
    ['verdicts on a change', queued, redefined, 'void'],
    ['an attempt at its gates', verifying, redefined, 'goes-on'],
    ['a done task with its gate', [...planned(), taskDone()], redefined, 'stays-done'],
    ['a change that is being pushed', prepared, redefined, 'goes-on'],
  ] as const)('is %s, which the sender has to know', (_, history, operations, effect) => {
    const patch = editPlan(operations);
    const { digest, affected } = digestAfter(history, patch);
    expect(affected.map((work) => work.effect)).toEqual([effect]);
    given(history).when(patch).thenRefused('EDIT_AFFECTS', { expected: digest });
    const stamp = {
      id: 'c1' as never,
      actor: 'person:ada' as never,
      at: '2026-11-20T12:00:00.000Z' as never,
    };
    expect(editPlanNow({ ...patch, ...stamp, affected: digest }, stateAfter(history))).toMatchObject({
      ok: true,
    });
  });
  it('names the approvals that are lost', () => {
    const history = [...queued, changeReviewed(), other];
    const { affected } = digestAfter(history, editPlan([{ op: 'remove-task', taskId: 't' }]));
    expect(affected).toMatchObject([{ effect: 'withdrawn', changeId: 'p.t.1', approvals: 1 }]);
  });
  it('is nothing while only the order changes', () =>
    given(started)
      .when(editPlan([{ op: 'change-task', taskId: 't', set: { priority: 'critical' } }]))
      .then(planEdited(), { type: 'TasksChanged' }));
});

describe('work under way', () => {
  const known = (history: Parameters<typeof recordedFrom>[0], operations: readonly unknown[]) => {
    const patch = editPlan(operations);
    return given(history).when({ ...patch, affected: digestAfter(history, patch).digest });
  };
  it('begins again where that is asked for', () =>
    known(started, [{ op: 'change-task', taskId: 't', set: { scope: ['docs/**'] }, restart: true }]).then(
      planEdited(),
      { type: 'AttemptCancelled' },
      tasksChanged({ spec: { scope: ['docs/**'] } }),
      ready('t'),
    ));
  it('goes on by the gates that it was given', () =>
    given(started, tasksChanged({ spec: { gates: ['test', 'lint'] as GateId[] } }))
      .when({ type: 'StartGates', attemptId: 'p.t.1' as never, fence: 1, round: 1 })
      .then({ type: 'GatesStarted', gates: ['test'] as GateId[] }));
  it('lets go of a landing whose gates were given before', () =>
    known(landing, [{ op: 'set-gate', gateId: 'test', gate: { kind: 'command', run: 'npm run all' } }]).then(
      planEdited(),
      { type: 'LandingVoided', because: 'review' },
    ));
  it('is over for a removed task, for good', () =>
    given(two, ready('t'), taskClaimed(), attemptStarted(), taskFailed(), tasksRemoved())
      .when(retryTask())
      .thenRefused('TASK_NOT_RETRIABLE', { allowed: [] }));
});
