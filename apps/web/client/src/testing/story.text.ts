import type { LogLine } from '@headrace/events';
import { on } from './tmc.story.ts';

const line = (at: string, t: LogLine['t'], text: string, more: Partial<LogLine> = {}): LogLine => ({
  at: on(at),
  t,
  text,
  ...more,
});

const filler = (count: number): readonly LogLine[] =>
  Array.from({ length: count }, (_, at) =>
    line('13:35', 'out', `ok  \u001b[32mpkg/tmc/auth/case_${at}\u001b[0m 0.0${at % 10}s`, {
      toolId: 'go-test',
    }),
  );

/** A session as an agent leaves it: its words, its tools, what they gave back. */
export const sessionLines: readonly LogLine[] = [
  line('13:24', 'runner', 'workspace headrace/05/a2 from refs/headrace/salvage/05.1'),
  line('13:24', 'reads', 'brief, 3 files of attempt 1', { path: 'refs/headrace/salvage/05.1' }),
  line(
    '13:25',
    'says',
    'Attempt 1 had the deny path but not its tests. I keep the two commits and go on from there.',
  ),
  line('13:31', 'edits', 'pkg/tmc/auth/reasons.go +24, deny_test.go +96', { toolId: 'e1' }),
  line(
    '13:34',
    'says',
    'The guard must reject impersonation of system:masters before the workspace is resolved, otherwise a denied',
  ),
  line('13:34', 'says', 'request still reveals whether it exists.'),
  line('13:34', 'reads', 'pkg/tmc/auth/impersonation.go and 3 more', { toolId: 'r2' }),
  line(
    '13:36',
    'edits',
    [
      '@@ -61,1 +61,3 @@',
      '-\tif attrs.IsResourceRequest() { return next(ctx, attrs) }',
      '+\tif extra := user.GetExtra(); isPrivileged(extra, user.GetGroups()) {',
      '+\t\treturn deny(ctx, attrs, ReasonPrivilegedImpersonation)',
      '+\t}',
    ].join('\n'),
    { path: 'pkg/tmc/auth/impersonation.go', toolId: 'e2' },
  ),
  line('13:36', 'runs', 'go test ./pkg/tmc/auth/...', { toolId: 'go-test' }),
  ...filler(40),
  line('13:37', 'out', '\u001b[31m--- FAIL\u001b[0m: TestDeepCopy (0.01s)', { toolId: 'go-test' }),
  line('13:37', 'out', '214 passed, 1 failed', { toolId: 'go-test' }),
  line(
    '13:38',
    'says',
    'The failing case still builds the old deepcopy. I changed a type, so the generated code has to follow.',
  ),
  line('13:39', 'runs', 'make codegen', { toolId: 'codegen' }),
  line('13:40', 'out', 'wrote zz_generated.deepcopy.go in 1 package', { toolId: 'codegen' }),
];

const added = (path: string, lines: readonly string[], first = 1): string =>
  [
    `diff --git a/${path} b/${path}`,
    ...(first === 1 ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${path}`]),
    `+++ b/${path}`,
    `@@ -${first === 1 ? '0,0' : `${first},1`} +${first},${lines.length} @@`,
    ...lines,
    '',
  ].join('\n');

/** A diff of the files that the change of a task names. */
export const diffText = (taskId: string): string =>
  [
    added(`apis/tmc/v1alpha1/types_${taskId}.go`, [
      '+// MonitoringConfigStatus is observed by the syncer of the physical cluster.',
      '+type MonitoringConfigStatus struct {',
      '+\t// ObservedGeneration is the generation the syncer last applied.',
      '+\tObservedGeneration int64              `json:"observedGeneration,omitempty"`',
      '+\tTargets            []TargetStatus     `json:"targets,omitempty"`',
      '+\tConditions         []metav1.Condition `json:"conditions,omitempty"`',
      '+}',
    ]),
    added(
      `pkg/reconciler/tmc/${taskId}/controller.go`,
      [
        ' func (c *controller) commit(ctx context.Context, old, new *Resource) error {',
        '-\t_, err := c.client.Cluster(path).UpdateStatus(ctx, new, metav1.UpdateOptions{})',
        '+\t// Status belongs to the syncer; the controller patches spec only.',
        '+\treturn c.committer.Commit(ctx, old, new)',
        ' }',
      ],
      88,
    ),
    added(`pkg/reconciler/tmc/${taskId}/reconcile.go`, [
      '+package reconciler',
      '+',
      '+const queueName = "tmc"',
    ]),
    added(
      `test/e2e/tmc_${taskId}_test.go`,
      [
        '+func TestSyncerOwnsMonitoringStatus(t *testing.T) {',
        '+\tws := framework.NewWorkspace(t, framework.WithFeature("TMCMonitoring"))',
        '+\tcfg := ws.Create(monitoringConfig("web", 3))',
        '+\trequire.Eventually(t, syncerWrote(cfg), wait.ForeverTestTimeout, 100*time.Millisecond)',
        '+}',
      ],
      17,
    ),
    added(`docs/tmc/${taskId}.md`, ['+# Monitoring', '+', '+Who writes the status, and why.']),
  ].join('');
