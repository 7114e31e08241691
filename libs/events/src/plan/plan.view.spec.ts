import type { Event } from '../event.ts';
import type { PhaseId } from '../ids.ts';
import { taskAdded, taskEdited } from '../task/task.examples.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import {
  phaseOpened,
  phasePaused,
  planAdded,
  planCancelled,
  planCapped,
  planEdited,
  planFinished,
  planPaused,
  planReopened,
  planResumed,
  rolePaused,
  roleResumed,
} from './plan.examples.ts';
import { plansOf, viewPlan, type PlanView } from './plan.view.ts';

const after = (...events: Event[]): PlanView =>
  recordedFrom([planAdded(), ...events]).reduce<PlanView | null>(viewPlan, null)!;
const phase = (plan: PlanView, id: string) => plan.phases.find((one) => one.id === id);

describe('a plan as readers see it', () => {
  it('is running once it is submitted', () =>
    expect(after()).toMatchObject({
      planId: 'p',
      state: 'running',
      createdAt: momentOf(1),
      finishedAt: null,
    }));

  it('has a phase open unless it waits for something', () =>
    expect(after().phases).toEqual([
      { id: 'build', title: 'Build', state: 'open', reason: null },
      { id: 'ship', title: 'Ship', opensWhen: { done: ['build'] }, state: 'paused', reason: null },
    ]));

  it('has a phase paused that the file pauses', () => {
    const phases = [{ id: 'later' as PhaseId, title: 'Later', paused: true }];
    expect(viewPlan(null, recordedFrom([planAdded({ phases })])[0]!).phases[0]).toMatchObject({
      state: 'paused',
    });
  });

  it('has a cap, and roles that are paused', () => {
    expect(after()).toMatchObject({ maxParallel: null, pausedRoles: {} });
    expect(after(planCapped({ maxParallel: 3 }), rolePaused({ reason: 'upgrade' }))).toMatchObject({
      maxParallel: 3,
      pausedRoles: { developer: 'upgrade' },
    });
    expect(after(planCapped(), rolePaused(), roleResumed(), planCapped({ maxParallel: null }))).toMatchObject(
      {
        maxParallel: null,
        pausedRoles: {},
      },
    );
  });

  it('says why it is paused', () =>
    expect(after(planPaused())).toMatchObject({ state: 'paused', pausedReason: 'lunch' }));

  it('goes on', () =>
    expect(after(planPaused(), planResumed())).toMatchObject({ state: 'running', pausedReason: null }));

  it('ends as it is said to end', () =>
    expect(after(planFinished({ outcome: 'failed' }))).toMatchObject({
      state: 'failed',
      finishedAt: momentOf(2),
    }));

  it('is cancelled before the last of its tasks is', () =>
    expect(after(planPaused(), planCancelled())).toMatchObject({ state: 'cancelled', pausedReason: null }));

  it('runs again with a retry', () =>
    expect(after(planFinished(), planReopened())).toMatchObject({ state: 'running', finishedAt: null }));

  it('pauses and opens one phase at a time', () => {
    const paused = after(phasePaused());
    expect(phase(paused, 'build')).toMatchObject({ state: 'paused', reason: 'review first' });
    expect(phase(paused, 'ship')).toMatchObject({ state: 'paused', reason: null });
    expect(phase(after(phasePaused(), phaseOpened()), 'ship')).toMatchObject({ state: 'open' });
  });

  it('remembers the last commit that changed it', () => expect(after(planPaused()).position).toBe(2));
});

describe('the plans of an event', () => {
  it('are the one that it names', () => expect(plansOf(phaseOpened())).toEqual(['p']));
  it('are none for its tasks', () => expect(plansOf(taskAdded())).toEqual([]));

  it('counts what changes its definition', () =>
    expect(
      [after(), after(taskEdited()), after(taskEdited(), planEdited({ revision: 3 }))].map(
        ({ revision }) => revision,
      ),
    ).toEqual([1, 2, 3]));

  it('is what its last edit left of it', () => {
    const { roles, gates, phases, title } = after(
      phaseOpened(),
      planEdited({
        title: 'Another plan',
        roles: { developer: null, tester: { agent: 'codex' } } as never,
        gates: { test: null } as never,
        phases: {
          build: null,
          ship: { id: 'ship' as PhaseId, title: 'Ship it', paused: true },
          rest: { id: 'rest' as PhaseId, title: 'Rest', paused: true },
        } as never,
      }),
    );
    expect({ roles, gates, title }).toEqual({
      title: 'Another plan',
      roles: { tester: { agent: 'codex' } },
      gates: {},
    });
    expect(phases).toEqual([
      { id: 'ship', title: 'Ship it', state: 'open', reason: null },
      { id: 'rest', title: 'Rest', state: 'paused', reason: null },
    ]);
  });
});

it('refuses a log that speaks of a plan before it was added', () =>
  expect(() => viewPlan(null, recordedFrom([planPaused()], 7)[0]!)).toThrow(
    'PlanPaused before PlanAdded at #7',
  ));
