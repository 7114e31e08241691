import { Scribe, shaOf, TaskTale, type StoryEvent } from './scribe.ts';

/** The plan of the mock-ups at their moment: Thu 19 Nov, 13:42:07 local time, a plan of 25 tasks in flight. */
export const NOW = new Date('2026-11-19T13:42:07').getTime();

/** `13:42` or `13:42:07` of that day. */
export const on = (clock: string): string =>
  new Date(`2026-11-19T${clock.length === 5 ? `${clock}:00` : clock}`).toISOString();

const GATES = ['lint', 'tests', 'coverage', 'size', 'scope', 'secrets', 'docs'];
const PHASES = [
  { id: 'stream-1', title: 'Stream 1 · Critical fixes', paused: false },
  { id: 'stream-2', title: 'Stream 2 · Foundation corrections', paused: false },
  { id: 'stream-3', title: 'Stream 3 · Integration & validation', paused: false },
  {
    id: 'phase-2',
    title: 'Phase 2+',
    paused: true,
    opensWhen: { done: ['stream-1', 'stream-2', 'stream-3'] },
  },
];
const ROLES = {
  'controller-patterns': role('Controller patterns'),
  'apiexport-split': role('APIExport split'),
  'security-foundation': role('Security foundation'),
  'virtual-workspace': role('Virtual workspace'),
  'workspace-isolation': role('Workspace isolation'),
  'feature-flags': role('Feature flags'),
  'testing-integration': role('Testing'),
  integration: role('Integration'),
};

function role(title: string) {
  return { title, agent: 'claude-code' };
}

/** id, title, phase, role, needs, scope, minutes */
type Line = readonly [string, string, string, string, readonly string[], string, number];
const LINES: readonly Line[] = [
  ['01', 'Committer pattern', 'stream-1', 'controller-patterns', [], 'pkg/reconciler/committer/**', 40],
  ['02-apiexport', 'APIExport types, all four groups', 'stream-1', 'apiexport-split', [], 'apis/tmc/**', 60],
  ['03', 'Cluster-aware keys', 'stream-1', 'workspace-isolation', [], 'pkg/indexers/**', 45],
  ['04', 'Virtual workspace', 'stream-1', 'virtual-workspace', [], 'pkg/virtual/**', 50],
  [
    '05',
    'Impersonation guards on every TMC endpoint',
    'stream-2',
    'security-foundation',
    ['03'],
    'pkg/tmc/auth/**',
    30,
  ],
  ['06', 'Feature gates', 'stream-2', 'feature-flags', ['01'], 'pkg/features/**', 20],
  ['07', 'Shared informers', 'stream-2', 'controller-patterns', ['01'], 'pkg/informers/**', 30],
  ['08', 'Status conditions', 'stream-2', 'apiexport-split', ['02-apiexport'], 'apis/conditions/**', 25],
  ['09', 'Conversion webhooks', 'stream-2', 'apiexport-split', ['02-apiexport'], 'pkg/webhooks/**', 35],
  ['10', 'RBAC bootstrap', 'stream-2', 'security-foundation', ['03'], 'pkg/rbac/**', 30],
  ['11', 'Test harness', 'stream-3', 'testing-integration', ['02-apiexport'], 'test/harness/**', 25],
  ['12', 'Isolation e2e', 'stream-3', 'testing-integration', ['04', '11'], 'test/e2e/**', 40],
  [
    '13',
    'Integration branch',
    'stream-3',
    'integration',
    ['05', '06', '07', '08', '09', '10', '12', '02-apiexport'],
    '',
    60,
  ],
  ['14', 'Validation report', 'stream-3', 'integration', ['13'], 'docs/**', 30],
  ['20', 'Placement engine', 'phase-2', 'controller-patterns', [], 'pkg/placement/**', 60],
  ['21', 'Syncer', 'phase-2', 'controller-patterns', ['20'], 'pkg/syncer/**', 60],
  ['22', 'Cluster status', 'phase-2', 'workspace-isolation', ['20'], 'pkg/status/**', 40],
  ['23', 'Upstream view', 'phase-2', 'virtual-workspace', ['22'], 'pkg/upstream/**', 40],
];

const PARTS: readonly (readonly [string, string, number])[] = [
  ['02a', 'Core APIs', 612],
  ['02b', 'Advanced APIs', 648],
  ['02c', 'Monitoring APIs', 588],
  ['02d', 'Controller & integration', 640],
];

function added(line: Line, ordinal: number, origin: object = { kind: 'plan' }): StoryEvent {
  const [taskId, title, phaseId, roleId, needs, scope, estimateMinutes] = line;
  const spec = {
    ...{ title, brief: `# ${title}\n\nAs the review asks.`, phaseId, role: roleId, agent: 'claude-code' },
    ...{ priority: 'high', needs, after: [], scope: scope === '' ? [] : [scope], worktree: null, labels: [] },
    ...{ change: 'required', run: null, gates: GATES, approvals: 1, feedbackRounds: 2, maxAttempts: 3 },
    ...{ timeoutSeconds: 3600, estimateMinutes, split: null },
  };
  return { type: 'TaskAdded', planId: 'tmc', taskId, ordinal, origin, spec } as StoryEvent;
}

const tale = (taskId: string): TaskTale => {
  const roleId = LINES.find(([id]) => id === taskId)?.[3] ?? 'apiexport-split';
  return new TaskTale('tmc', taskId, roleId);
};

/** Tells it all; what the pages show is folded from this, as it is from a real log. */
export function tmcStory(scribe: Scribe): void {
  begins(scribe);
  const tales = new Map<string, TaskTale>();
  const of = (id: string) => tales.get(id) ?? tales.set(id, tale(id)).get(id)!;
  const by = (runner: string) => `runner:${runner}`;
  const work = (id: string, runner: string, claim: string, end: string, lines: number) => {
    claims(scribe, of(id), runner, claim);
    passes(scribe, of(id), end, lines);
    scribe.writes(3, by(runner), 'OpenChange', [
      of(id).opened(lines, filesOf(id, lines)),
      of(id).reviewAsked(),
    ]);
  };
  const lands = (id: string, at: string, ready: readonly string[] = []) => {
    scribe.writes(on(at), 'person:lead', 'ReviewChange', [
      of(id).reviewed('person:lead', 'approve'),
      of(id).queued(),
    ]);
    scribe.writes(8, by('fra-build-1'), 'ClaimLanding', [of(id).landingClaimed('fra-build-1')]);
    const released: readonly StoryEvent[] =
      ready.length > 0 ? [{ type: 'TasksBecameReady', planId: 'tmc', taskIds: ready }] : [];
    scribe.writes(22, by('fra-build-1'), 'RecordLanding', [...of(id).landed(), ...released]);
  };

  claims(scribe, of('02-apiexport'), 'ams-build-2', '08:30:21');
  claims(scribe, of('01'), 'fra-build-1', '08:34:10');
  scribe.writes(on('09:21:15'), by('fra-build-1'), 'ReportGate', [of('01').gates(GATES)]);
  scribe.writes(2, by('fra-build-1'), 'ReportGate', [
    of('01').reported({ gate: 'lint', verdict: 'failed', measure: 3, summary: '3 findings' }),
  ]);
  scribe.writes(4, by('fra-build-1'), 'FeedBackAttempt', [of('01').fedBack(['lint'])]);
  claims(scribe, of('03'), 'ams-build-1', '09:30:40');
  splits(scribe, of('02-apiexport'));
  passes(scribe, of('01'), '09:59:08', 412, 2);
  scribe.writes(5, by('fra-build-1'), 'OpenChange', [
    of('01').opened(412, filesOf('01', 412)),
    of('01').reviewAsked(),
  ]);
  lands('01', '10:21:30', ['06', '07']);
  passes(scribe, of('03'), '10:40:00', 655);
  scribe.writes(5, by('ams-build-1'), 'OpenChange', [
    of('03').opened(655, filesOf('03', 655)),
    of('03').reviewAsked(),
  ]);
  lands('03', '10:51:40', ['05', '10']);
  work('02a', 'ams-build-1', '10:02:46', '11:20:00', 612);
  lands('02a', '11:30:30', ['02b', '08', '09', '11']);
  fails(scribe, of('04'));
  work('02b', 'ams-build-1', '11:40:12', '12:20:00', 648);
  lands('02b', '12:25:10', ['02c']);
  claims(scribe, of('05'), 'fra-build-1', '12:48:02');
  work('02c', 'desk-lead', '12:50:40', '13:30:00', 588);
  scribe.skipsTo(47_322);
  scribe.writes(on('13:05:31'), 'reactor:planner', 'ExpireClaim', [
    of('05').expired(on('13:04:31')),
    of('05').ready(),
  ]);
  claims(scribe, of('05'), 'ams-build-2', '13:24:10');
  quota(scribe, of('08'));
  claims(scribe, of('07'), 'fra-build-1', '13:33:02');
  claims(scribe, of('06'), 'ams-build-2', '13:34:18');
  claims(scribe, of('10'), 'desk-lead', '13:36:00');
  work10(scribe, of('10'));
  scribe.writes(on('13:41:20'), by('ams-build-2'), 'StartGates', [of('06').gates(GATES)]);
  scribe.writes(18, by('ams-build-2'), 'ReportGate', [
    of('06').reported({ gate: 'lint', durationMs: 2100, summary: '0 findings' }),
  ]);
  scribe.writes(20, by('ams-build-2'), 'ReportGate', [
    of('06').reported({ gate: 'tests', durationMs: 19_000, summary: '214 passed' }),
  ]);
  scribe.skipsTo(48_231);
  scribe.writes(on('13:42:03'), by('ams-build-1'), 'ClaimTasks', [
    of('11').claimed('ams-build-1', on('13:42:03')),
  ]);
}

function begins(scribe: Scribe): void {
  const plan = {
    ...{
      type: 'PlanAdded',
      planId: 'tmc',
      title: 'TMC reimplementation',
      description: '',
      repoId: 'kcp',
      target: 'main',
    },
    ...{ phases: PHASES, roles: ROLES, gates: gateDefinitions(), followUps: [] },
    defaults: {
      priority: 'medium',
      gates: GATES,
      approvals: 1,
      feedbackRounds: 2,
      maxAttempts: 3,
      timeoutSeconds: 3600,
    },
  } as StoryEvent;
  const first = {
    type: 'TasksBecameReady',
    planId: 'tmc',
    taskIds: ['01', '02-apiexport', '03', '04'],
  } as const;
  scribe.writes(on('08:30'), 'person:lead', 'SubmitPlan', [
    plan,
    ...LINES.map((line, at) => added(line, at)),
    first,
  ]);
}

const gateDefinitions = () => ({
  lint: { kind: 'command', run: 'make lint', timeoutSeconds: 600 },
  tests: { kind: 'command', run: 'make test', timeoutSeconds: 600 },
  coverage: {
    kind: 'command',
    run: 'make cover',
    measure: { pattern: '([\\d.]+)%', unit: '%', min: 60 },
    timeoutSeconds: 600,
  },
  size: { kind: 'size', max: 700, exclude: [] },
  scope: { kind: 'scope' },
  secrets: { kind: 'secret' },
  docs: { kind: 'command', run: 'make docs-check', timeoutSeconds: 600 },
});

function claims(scribe: Scribe, task: TaskTale, runner: string, at: string): void {
  scribe.writes(on(at), `runner:${runner}`, 'ClaimTasks', [task.claimed(runner, on(at))]);
  scribe.writes(6, `attempt:${task.attempt}`, 'StartAttempt', [task.started('main')]);
}

function passes(scribe: Scribe, task: TaskTale, at: string, lines: number, round = 1): void {
  const measured: Record<string, object> = {
    lint: { summary: '0 findings' },
    tests: { summary: '1,208 passed', durationMs: 41_000 },
    coverage: { measure: 71.4, limit: 60, unit: '%', summary: '71.4 % of statements', durationMs: 38_000 },
    size: { measure: lines, limit: 700, summary: `${lines} lines`, durationMs: 90 },
    scope: { summary: 'all inside', durationMs: 40 },
    secrets: { summary: '0 found', durationMs: 60 },
    docs: { summary: '2 pages changed', durationMs: 900 },
  };
  scribe.writes(on(at), `attempt:${task.attempt}`, 'StartGates', [task.gates(GATES, round)]);
  for (const gate of GATES)
    scribe.writes(2, `attempt:${task.attempt}`, 'ReportGate', [
      task.reported({ gate, ...measured[gate] }, round),
    ]);
}

function splits(scribe: Scribe, task: TaskTale): void {
  const actor = `attempt:${task.attempt}`;
  scribe.writes(on('09:50:48'), actor, 'StartGates', [task.gates(GATES)]);
  for (const gate of GATES.filter((name) => name !== 'size'))
    scribe.writes(1, actor, 'ReportGate', [task.reported({ gate })]);
  scribe.skipsTo(41_921);
  const size = {
    gate: 'size',
    verdict: 'failed',
    measure: 2638,
    limit: 700,
    summary: '2,638 of 700',
  } as const;
  scribe.writes(on('09:51:12'), actor, 'ReportGate', [task.reported(size)]);
  const parts = PARTS.map(([id, title, lines]) => ({ id, title, lines, scope: [`apis/tmc/${id}/**`] }));
  const proposal = {
    attemptId: task.attempt,
    lines: 2638,
    limit: 700,
    source: shaOf('02'),
    ref: 'refs/headrace/salvage/02.1',
    parts,
  };
  scribe.skipsTo(41_934);
  scribe.writes(on('09:51:37'), actor, 'ProposeSplit', [
    { type: 'SplitProposed', ...task.ids, ...proposal },
    task.ready(),
    task.held('split', '2,638 lines, limit 700', null),
  ]);
  scribe.skipsTo(42_117);
  const origin = {
    kind: 'split',
    of: '02-apiexport',
    attemptId: task.attempt,
    source: proposal.source,
    ref: proposal.ref,
  };
  const minutes = [25, 30, 35, 60];
  const lines = PARTS.map(([id, title], at): Line => {
    const before = PARTS[at - 1]?.[0];
    return [
      id,
      title,
      'stream-1',
      'apiexport-split',
      before ? [before] : [],
      `apis/tmc/${id}/**`,
      minutes[at] ?? 30,
    ];
  });
  const needs = (taskId: string, now: readonly string[]): StoryEvent => ({
    type: 'TaskNeedsChanged',
    planId: 'tmc',
    taskId,
    needs: now,
    after: [],
  });
  scribe.writes(on('09:58:41'), 'person:lead', 'AcceptSplit', [
    ...lines.map((line, at) => added(line, LINES.length + at, origin)),
    { type: 'TaskSplit', ...task.ids, into: PARTS.map(([id]) => id) },
    ...['08', '09', '11'].map((id) => needs(id, ['02a'])),
    needs('13', ['05', '06', '07', '08', '09', '10', '12', '02d']),
    { type: 'TasksBecameReady', planId: 'tmc', taskIds: ['02a'] },
  ]);
}

function fails(scribe: Scribe, task: TaskTale): void {
  for (const [place, at] of ['11:02:00', '11:44:00', '12:06:00'].entries()) {
    claims(scribe, task, 'fra-build-1', at);
    const actor = `attempt:${task.attempt}`;
    scribe.writes(1500, actor, 'StartGates', [task.gates(GATES)]);
    for (const gate of GATES) {
      const coverage = {
        verdict: 'failed',
        measure: 57.3,
        limit: 60,
        unit: '%',
        summary: '57.3 % of 60',
      } as const;
      scribe.writes(1, actor, 'ReportGate', [
        task.reported({ gate, ...(gate === 'coverage' ? coverage : {}) }),
      ]);
    }
    const failure = task.failed('gate', 'coverage 57.3 % of 60');
    if (place === 2) scribe.skipsTo(46_534);
    scribe.writes(
      2,
      actor,
      'FailAttempt',
      place < 2 ? [failure, task.ready()] : [failure, task.dead('coverage 57.3 % of 60, three times alike')],
    );
  }
}

function quota(scribe: Scribe, task: TaskTale): void {
  claims(scribe, task, 'par-build-1', '13:31:10');
  scribe.writes(40, `attempt:${task.attempt}`, 'FailAttempt', [
    task.failed('quota', 'the account eu-2 is out of quota'),
    task.ready(),
    task.held('quota', 'account eu-2', on('14:05')),
  ]);
}

function work10(scribe: Scribe, task: TaskTale): void {
  passes(scribe, task, '13:39:10', 318);
  scribe.writes(3, `attempt:${task.attempt}`, 'OpenChange', [
    task.opened(318, filesOf('10', 318)),
    task.reviewAsked(),
  ]);
  scribe.writes(21, 'policy:auto-approve', 'ReviewChange', [
    task.reviewed('policy:auto-approve', 'approve'),
    task.queued(),
  ]);
  scribe.writes(4, 'runner:fra-build-1', 'ClaimLanding', [task.landingClaimed('fra-build-1')]);
}

/** Files whose lines add up. */
export function filesOf(id: string, lines: number): readonly (readonly [string, number, number])[] {
  const share = (part: number) => Math.round(lines * part);
  return [
    [`apis/tmc/v1alpha1/types_${id}.go`, share(0.24), 0],
    [`pkg/reconciler/tmc/${id}/controller.go`, share(0.36), share(0.03)],
    [`pkg/reconciler/tmc/${id}/reconcile.go`, share(0.25), 0],
    [`test/e2e/tmc_${id}_test.go`, share(0.08), 0],
    [`docs/tmc/${id}.md`, share(0.04), 0],
  ];
}
