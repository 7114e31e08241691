import { bind, Scribe, TaskTale, type StoryEvent } from '../client/src/testing/scribe.ts';
import type { RecordedCommit } from '@headrace/events';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 19, 9, 0, second)).toISOString();

/** A plan of two tasks, and each step of the first one's life as a commit of its own. */
export function tinyStory(org: string): {
  readonly begin: readonly RecordedCommit[];
  readonly steps: readonly RecordedCommit[];
} {
  const scribe = new Scribe();
  const tale = new TaskTale('tiny', 'mend', 'developer', 'shell');
  const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 2 };
  scribe.writes(at(0), 'system:orchestrator', 'CreateOrg', [{ type: 'OrgCreated', org }]);
  scribe.writes(1, 'admin:local', 'RegisterRepo', [
    { type: 'RepoRegistered', repoId: 'web', url: '/srv/web.git', defaultBranch: 'main' },
  ]);
  scribe.writes(1, 'runner:r1', 'RegisterRunner', [
    { type: 'RunnerRegistered', runnerId: 'r1', version: '1', host: 'here', ...offer },
  ]);
  scribe.writes(1, 'person:ada', 'SubmitPlan', [
    plan(),
    added('mend', [], 0),
    added('prove', ['mend'], 1),
    tale.ready(),
  ]);
  const begin = scribe.drafts.length;
  const attempt = 'attempt:tiny.mend.1';
  scribe.writes(1, 'runner:r1', 'ClaimTasks', [tale.claimed('r1', at(3))]);
  scribe.writes(1, attempt, 'StartAttempt', [tale.started('main')]);
  scribe.writes(1, attempt, 'StartGates', [tale.gates(['test'])]);
  scribe.writes(1, attempt, 'ReportGate', [tale.reported({ gate: 'test', summary: '12 passed' })]);
  scribe.writes(1, attempt, 'OpenChange', [tale.opened(42, [['src/gate.ts', 40, 2]]), tale.reviewAsked()]);
  scribe.writes(1, 'admin:local', 'ReviewChange', [tale.reviewed('admin:local', 'approve'), tale.queued()]);
  scribe.writes(1, 'runner:r1', 'ClaimLanding', [tale.landingClaimed('r1')]);
  scribe.writes(1, 'runner:r1', 'RecordLanding', [
    ...tale.landed(),
    { type: 'TasksBecameReady', planId: 'tiny', taskIds: ['prove'] },
  ]);
  const commits = bind([scribe], org, 1);
  return { begin: commits.slice(0, begin), steps: commits.slice(begin) };
}

const plan = (): StoryEvent =>
  ({
    ...{
      type: 'PlanAdded',
      planId: 'tiny',
      title: 'A tiny plan',
      description: '',
      repoId: 'web',
      target: 'main',
      followUps: [],
    },
    phases: [{ id: 'one', title: 'Phase one', paused: false }],
    roles: { developer: { agent: 'shell' } },
    gates: { test: { kind: 'command', run: 'npm test', timeoutSeconds: 60 } },
    defaults: {
      priority: 'medium',
      gates: ['test'],
      approvals: 1,
      feedbackRounds: 2,
      maxAttempts: 3,
      timeoutSeconds: 60,
    },
  }) as StoryEvent;

const added = (taskId: string, needs: readonly string[], ordinal: number): StoryEvent => ({
  ...{ type: 'TaskAdded', planId: 'tiny', taskId, ordinal, origin: { kind: 'plan' } },
  spec: {
    ...{
      title: `Task ${taskId}`,
      brief: '',
      phaseId: 'one',
      role: 'developer',
      agent: 'shell',
      priority: 'medium',
      needs,
    },
    ...{
      after: [],
      scope: [],
      worktree: null,
      labels: [],
      change: 'required',
      run: 'true',
      gates: ['test'],
      approvals: 1,
    },
    ...{ feedbackRounds: 2, maxAttempts: 3, timeoutSeconds: 60, estimateMinutes: 5, split: null },
  },
});
