import { SubmitPlan } from '@headrace/events';
import fc from 'fast-check';

const globs = ['src/**', 'src/a/**', 'src/b/*.ts', 'docs/**', '**/*.md', 'src/{a,b}/x.ts', 'src/b/z.ts'];

/** What a plan may ask of those who approve, beyond their number. */
const asked = [
  { from: ['person:ada', 'policy:*'], expires: { minutes: 30, then: 'reject' } },
  { fourEyes: true, expires: { minutes: 30, then: 'escalate', to: ['person:bob'] } },
  { count: 2, expires: { minutes: 30, then: 'hold' } },
];

const task = fc.record({
  needs: fc.array(fc.nat(20), { maxLength: 2 }),
  after: fc.array(fc.nat(20), { maxLength: 1 }),
  phase: fc.constantFrom(undefined, 'one', 'one', 'two', 'three'),
  role: fc.constantFrom('dev', 'dev', 'doc'),
  scope: fc.oneof(
    { weight: 9, arbitrary: fc.uniqueArray(fc.constantFrom(...globs), { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  worktree: fc.constantFrom(undefined, undefined, undefined, 'w1', 'w2'),
  labels: fc.constantFrom([], [], ['gpu']),
  priority: fc.constantFrom(undefined, 'critical', 'ongoing'),
  change: fc.constantFrom('required', 'required', 'required', 'none'),
  gates: fc.constantFrom([], ['test'], ['test', 'look']),
  approvals: fc.constantFrom<unknown>(0, 0, 0, 1, 1, 2, ...asked),
  maxAttempts: fc.constantFrom(1, 2, 3, 5),
  feedbackRounds: fc.constantFrom(0, 1),
  estimateMinutes: fc.constantFrom(undefined, 2, 0.3, 7),
  hasParts: fc.constantFrom(false, false, true),
  failures: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    { crashed: { then: 'stop' }, gate: { then: 'ask' } },
    { quota: { then: 'ask', attempts: 2 }, refused: { then: 'retry' } },
    { timeout: { attempts: 1 }, quota: { then: 'retry', backoff: { firstSeconds: 0 } } },
  ),
});

/** Phases are in the order in which they open, and tasks in that of their phases, so that no plan waits for itself. */
const rank: Readonly<Record<string, number>> = { one: 1, three: 2, two: 3 };

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** A valid plan of up to a dozen tasks, with everything that a plan can have. */
export const submitPlan = (planId: string): fc.Arbitrary<SubmitPlan> =>
  fc
    .record({
      tasks: fc.array(task, { minLength: 1, maxLength: 12 }),
      isParallelLimited: fc.boolean(),
      isTwoWaiting: fc.boolean(),
      isThreePaused: fc.boolean(),
      followUp: fc.constantFrom(undefined, 'none', 'required'),
      isPatient: fc.boolean(),
      proposals: fc.constantFrom(
        undefined,
        undefined,
        { split: 'accept', decomposition: 'accept' },
        { decomposition: 'accept', maxChildren: 2 },
      ),
    })
    .map(({ tasks, isParallelLimited, isTwoWaiting, isThreePaused, followUp, isPatient, proposals }) => {
      const ranked = [...tasks].sort((a, b) => (rank[a.phase ?? ''] ?? 0) - (rank[b.phase ?? ''] ?? 0));
      return SubmitPlan.parse({
        type: 'SubmitPlan',
        plan: {
          plan: planId,
          title: planId,
          repo: 'mill',
          phases: [
            { id: 'one', title: 'One' },
            { id: 'two', title: 'Two', ...(isTwoWaiting ? { opensWhen: { done: ['one'] } } : {}) },
            { id: 'three', title: 'Three', paused: isThreePaused },
          ],
          roles: {
            dev: { agent: 'codex', ...(isParallelLimited ? { maxParallel: 2 } : {}) },
            doc: { agent: 'claude' },
          },
          gates: { test: { kind: 'command', run: 'npm test' }, look: { kind: 'review', role: 'doc' } },
          defaults: isPatient ? { failures: { crashed: { then: 'wait' }, empty: { attempts: 2 } } } : {},
          followUps: followUp
            ? [
                {
                  onLanded: { phases: ['one'] },
                  task: {
                    id: 'f-{task}',
                    title: 'After {title}',
                    role: 'doc',
                    change: followUp,
                    phase: 'one',
                  },
                },
              ]
            : [],
          ...(proposals ? { proposals } : {}),
          tasks: ranked.map(({ needs, after, ...rest }, i) =>
            withoutUndefined({
              ...rest,
              id: `t${i}`,
              split: rest.hasParts
                ? ['a', 'b'].map((part) => ({ id: `t${i}-${part}`, title: part, scope: [`src/${part}/**`] }))
                : undefined,
              hasParts: undefined,
              title: `Task ${i}`,
              needs: i === 0 ? [] : needs.map((n) => `t${n % i}`),
              after: i === 0 ? [] : after.map((n) => `t${n % i}`),
            }),
          ),
        },
      });
    });
