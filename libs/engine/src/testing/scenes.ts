import type { CommandType, SubmitPlan } from '@headrace/events';
import { placeOf, requestAt, type Place } from './requests.ts';
import { act, beginStory } from './story.ts';
import { command } from './work.ts';

/* Every place where a task, its change and its plan can stand, reached by commands alone. */

/** One command more: the best request of its type for a task (`t` unless said), with what else is to be said. */
type Step = CommandType | readonly [CommandType, object] | readonly [CommandType, object, Name];

/** `t` and `u` make changes in different places, `n` makes none, `after-t` needs `t`. */
type Name = 't' | 'u' | 'n' | 'after-t';
export type Scene = { readonly of: Name; readonly steps: readonly Step[]; readonly only?: readonly Name[] };

const tasks: Readonly<Record<Name, object>> = {
  t: { gates: ['test'], approvals: 1, maxAttempts: 5, feedbackRounds: 1, scope: ['t/**'] },
  u: { scope: ['u/**'], approvals: 0 },
  n: { change: 'none', gates: ['test'] },
  'after-t': { needs: ['t'], scope: ['v/**'] },
};

const planOf = (names: readonly Name[]): SubmitPlan =>
  command({
    type: 'SubmitPlan',
    plan: {
      ...{ plan: 'p', title: 'The plan', repo: 'mill' },
      phases: [{ id: 'one', title: 'One' }],
      roles: { dev: { agent: 'codex' } },
      gates: { test: { kind: 'command', run: 'npm test' } },
      tasks: names.map((id) => ({ id, title: id, role: 'dev', phase: 'one', ...tasks[id] })),
    },
  }) as SubmitPlan;

export function enact({ of, steps, only }: Scene): Place {
  const story = beginStory();
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'mill', url: '/srv/mill.git', defaultBranch: 'main' }));
  const runner = { runnerId: 'r1', roles: ['*'], agents: ['codex'], labels: [] };
  act(story, command({ type: 'RegisterRunner', ...runner, version: '1', host: 'h', slots: 8 }));
  act(story, planOf(only ?? (Object.keys(tasks) as Name[])));
  for (const step of steps) {
    const [type, over, on] = typeof step === 'string' ? [step, {}, undefined] : step;
    const request = requestAt(placeOf(story, on ?? of), type);
    if (!request) throw new Error(`${type} has nothing to be for`);
    const { command: best, stamp } = request;
    act(story, command({ ...best, ...over }), { ...stamp, ...(stamp.at ? {} : { at: story.now }) });
    if (stamp.at && stamp.at > story.now) story.now = stamp.at;
  }
  return placeOf(story, of);
}

const t = (...steps: readonly Step[]): Scene => ({ of: 't', steps });
const claimed: readonly Step[] = ['ClaimTasks'];
const running: readonly Step[] = [...claimed, 'StartAttempt'];
const verifying: readonly Step[] = [...running, 'StartGates'];
const proven: readonly Step[] = [...verifying, 'ReportGate'];
const reviewing: readonly Step[] = [...proven, 'OpenChange'];
const queued: readonly Step[] = [...reviewing, 'ReviewChange'];
const landing: readonly Step[] = [...queued, 'ClaimLanding'];
const prepared: readonly Step[] = [...landing, 'PrepareLanding'];
const fail = (failure: string): Step => ['FailAttempt', { class: failure }];
const again = (failure: string): readonly Step[] => [...claimed, fail(failure)];
const once: Step = ['EditTask', { patch: { maxAttempts: 1 } }];
const otherQueued: readonly Step[] = [...claimed, ['StartAttempt', {}, 'u'], ['OpenChange', {}, 'u']];
const otherPushed: readonly Step[] = [...otherQueued, ['ClaimLanding', {}, 'u'], ['PrepareLanding', {}, 'u']];

export const scenes: Readonly<Record<string, Scene>> = {
  'blocked by a need': { of: 'after-t', steps: [] },
  'blocked by a phase': t('PausePhase'),
  'blocked and held': { of: 'after-t', steps: ['HoldTask'] },
  ready: t(),
  'ready in a paused plan': t('PausePlan'),
  'ready with a paused role': t('PauseRole'),
  'ready in a capped plan': t(['CapPlan', { maxParallel: 2 }]),
  'held at work': t(...running, 'HoldTask'),
  'ready, given to another agent at work': t(...running, 'ReassignTask'),
  'running in a paused plan': t(...running, ['PausePlan', { graceMs: undefined }]),
  'stopped with its plan': t(...running, 'PausePlan'),
  'running in a paused phase': t(...running, ['PausePhase', { graceMs: undefined }]),
  'running with a paused role': t(...running, ['PauseRole', { graceMs: undefined }]),
  'skipped at work': t(...running, 'SkipTask'),
  'cancelled with its phase': t('CancelPhase'),
  'ready, kept work': t(...running, ['HoldTask', {}], 'ReleaseTask'),
  'ready again after a retry': t('CancelTask', 'RetryTask'),
  'held by a person': t('HoldTask'),
  'held after a crash': t(...again('crashed')),
  'held for quota': t(...again('quota')),
  'held for a sign-in': t(...again('auth')),
  'held in a loop': t(...again('gate'), ...again('gate'), ...again('gate')),
  'held for a split': t(...running, 'ProposeSplit'),
  'held for a decomposition': t(...running, 'ProposeDecomposition'),
  'ready after a rejected decomposition': t(...running, 'ProposeDecomposition', 'RejectDecomposition'),
  'ready after a rejected split': t(...running, 'ProposeSplit', 'RejectSplit'),
  claimed: t(...claimed),
  'ready after a lost lease': t(...claimed, 'ExpireClaim'),
  running: t(...running),
  verifying: t(...verifying),
  'verifying, proven': t(...proven),
  'running again after feedback': t(...proven, 'FeedBackAttempt'),
  'verifying in the last round': t(...proven, 'FeedBackAttempt', 'StartGates'),
  reviewing: t(...reviewing),
  'reviewing, one approval of two': t(
    ['EditTask', { patch: { approvals: 2 } }],
    ...reviewing,
    'ReviewChange',
  ),
  'ready after a rejected change': t(...reviewing, ['ReviewChange', { verdict: 'reject' }]),
  'merging, queued': t(...queued),
  'merging behind another': t(
    ...otherQueued,
    'StartAttempt',
    'StartGates',
    'ReportGate',
    'OpenChange',
    'ReviewChange',
  ),
  'merging, claimed': t(...landing),
  'merging, prepared': t(...prepared),
  'merging, the lease lost after the preparation': t(...prepared, 'ExpireLanding'),
  'merging, stopped by the forge': t(...landing, 'VoidLanding'),
  'reviewing once more': t(...landing, ['PrepareLanding', { patchId: '9'.repeat(40) }]),
  'ready after a conflict': t(...landing, 'FailLanding'),
  done: t(...prepared, 'RecordLanding'),
  failed: t(once, ...running, fail('gate')),
  cancelled: t('CancelTask'),
  'cancelled at work': t(...running, 'CancelTask'),
  'cancelled under review': t(...reviewing, 'CancelTask'),
  divided: t('DecomposeTask'),
  'in parts': t(...running, 'ProposeSplit', 'AcceptSplit'),
  'in children': t(...running, 'ProposeDecomposition', 'AcceptDecomposition'),
  'in children, by a person': t('DecomposeTask'),
  'cancelled with its plan': t('CancelPlan'),
  'cancelled while its plan is ending': t(...otherPushed, 'CancelPlan'),
  'being pushed while its plan is ending': { of: 'u', steps: [...otherPushed, 'CancelPlan'] },
  'ready, without a change': { of: 'n', steps: [] },
  'running, without a change': { of: 'n', steps: running },
  'verifying, without a change': { of: 'n', steps: verifying },
  'proven, without a change': { of: 'n', steps: proven },
  'done, without a change': { of: 'n', steps: [...proven, 'CompleteAttempt'] },
  'running, without gates': { of: 'u', steps: running },
  'done in a plan that is done': {
    ...{ of: 'u', only: ['u'] },
    steps: [...running, 'OpenChange', 'ClaimLanding', 'PrepareLanding', 'RecordLanding'],
  },
  'failed in a plan that has failed': {
    ...{ of: 'u', only: ['u'] },
    steps: [once, ...running, fail('gate')],
  },
  'ready in a stopped org': t('StopOrg'),
  'running in a stopped org': t(...running, ['StopOrg', { graceMs: null }]),
  'merging, queued in a stopped org': t(...queued, 'StopOrg'),
  'merging, claimed in a stopped org': t(...landing, ['StopOrg', { graceMs: null }]),
  'merging, prepared in a stopped org': t(...prepared, 'StopOrg'),
  'cancelled, what was kept is known': t(...running, 'CancelTask', 'ReportSalvage'),
  'ready while its runner drains': t('DrainRunner'),
};
