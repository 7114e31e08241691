import { dice, Scribe, TaskTale, type StoryEvent } from './scribe.ts';
import { on } from './tmc.story.ts';

type Sweep = {
  readonly planId: string;
  readonly title: string;
  readonly repoId: string;
  readonly role: string;
  readonly tasks: number;
  /** How many reached each state; the rest is blocked. */
  readonly reach: Readonly<
    Record<'done' | 'merging' | 'reviewing' | 'verifying' | 'running' | 'claimed' | 'ready', number>
  >;
  readonly runners: readonly string[];
};

export const sweeps: readonly Sweep[] = [
  {
    ...{ planId: 'flaky', title: 'Flaky test sweep', repoId: 'kcp', role: 'test-mender', tasks: 122 },
    reach: { done: 86, merging: 2, reviewing: 3, verifying: 4, running: 12, claimed: 1, ready: 8 },
    runners: ['ams-build-1', 'ams-build-2', 'fra-build-1'],
  },
  {
    ...{
      planId: 'openapi',
      title: 'OpenAPI 3.1 migration',
      repoId: 'gateway',
      role: 'api-writer',
      tasks: 80,
    },
    reach: { done: 28, merging: 1, reviewing: 1, verifying: 2, running: 11, claimed: 1, ready: 3 },
    runners: ['ams-build-2', 'fra-build-1', 'desk-lead'],
  },
];

/** A wide plan of small tasks, each as far as `reach` says. */
export function sweepStory(scribe: Scribe, sweep: Sweep): void {
  const roll = dice(sweep.tasks);
  const { planId, title, repoId, role } = sweep;
  const ids = Array.from(
    { length: sweep.tasks },
    (_, index) => `${planId}-${String(index + 1).padStart(3, '0')}`,
  );
  const stages = Object.entries(sweep.reach).flatMap(([state, count]) =>
    Array.from({ length: count }, () => state),
  );
  const plan = {
    ...{
      type: 'PlanAdded',
      planId,
      title,
      description: '',
      repoId,
      target: 'main',
      phases: [],
      followUps: [],
    },
    roles: { [role]: { agent: 'claude-code' } },
    gates: { tests: { kind: 'command', run: 'make test', timeoutSeconds: 600 } },
    defaults: {
      priority: 'medium',
      gates: ['tests'],
      approvals: 1,
      feedbackRounds: 2,
      maxAttempts: 3,
      timeoutSeconds: 3600,
    },
  } as StoryEvent;
  const ready: StoryEvent = { type: 'TasksBecameReady', planId, taskIds: ids.slice(0, stages.length) };
  scribe.writes(on('08:05'), 'person:lead', 'SubmitPlan', [
    plan,
    ...ids.map((id, at) => added(sweep, id, at)),
    ready,
  ]);
  for (const [index, stage] of stages.entries()) live(scribe, sweep, ids[index]!, stage, roll);
}

function added({ planId, role, tasks }: Sweep, taskId: string, ordinal: number): StoryEvent {
  const needs =
    ordinal > tasks * 0.6 ? [`${planId}-${String(Math.floor(ordinal / 2)).padStart(3, '0')}`] : [];
  const spec = {
    ...{ title: `Mend ${taskId}`, brief: '', phaseId: null, role, agent: 'claude-code', priority: 'medium' },
    ...{
      needs,
      after: [],
      scope: [`test/${taskId}/**`],
      worktree: null,
      labels: [],
      change: 'required',
      run: null,
    },
    ...{ gates: ['tests'], approvals: 1, feedbackRounds: 2, maxAttempts: 3, timeoutSeconds: 3600 },
    ...{ estimateMinutes: 20, split: null },
  };
  return { type: 'TaskAdded', planId, taskId, ordinal, origin: { kind: 'plan' }, spec };
}

const order = ['ready', 'claimed', 'running', 'verifying', 'reviewing', 'merging', 'done'];

function live(
  scribe: Scribe,
  sweep: Sweep,
  taskId: string,
  stage: string,
  roll: (below: number) => number,
): void {
  const reached = (state: string) => order.indexOf(stage) >= order.indexOf(state);
  const task = new TaskTale(sweep.planId, taskId, sweep.role);
  const runner = sweep.runners[roll(sweep.runners.length)]!;
  const isDone = stage === 'done';
  const minutes = isDone ? 5 + roll(240) : stage === 'claimed' ? 280 : 222 + roll(50);
  const start = new Date(Date.parse(on('09:00')) + minutes * 60_000 + roll(50) * 1000).toISOString();
  const actor = `attempt:${sweep.planId}.${taskId}.1`;
  if (reached('claimed'))
    scribe.writes(start, `runner:${runner}`, 'ClaimTasks', [task.claimed(runner, start)]);
  if (reached('running')) scribe.writes(4, actor, 'StartAttempt', [task.started('main')]);
  if (reached('verifying')) scribe.writes(40 + roll(200), actor, 'StartGates', [task.gates(['tests'])]);
  if (!reached('reviewing')) return;
  const lines = 10 + roll(120);
  scribe.writes(20, actor, 'ReportGate', [
    task.reported({ gate: 'tests', summary: 'passed', durationMs: 20_000 }),
  ]);
  scribe.writes(2, actor, 'OpenChange', [
    task.opened(lines, [[`test/${taskId}/main_test.go`, lines, 0]]),
    task.reviewAsked(),
  ]);
  if (reached('merging'))
    scribe.writes(30, 'policy:auto-approve', 'ReviewChange', [
      task.reviewed('policy:auto-approve', 'approve'),
      task.queued(),
    ]);
  if (isDone) scribe.writes(25, `runner:${runner}`, 'RecordLanding', task.landed());
}
