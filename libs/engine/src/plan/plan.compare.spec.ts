import { PlanFile, type PlanId, type SubmittedPlan, type TaskId } from '@headrace/events';
import { planOf } from '../org/org.reads.ts';
import { planFile } from '../testing/given.ts';
import { act, beginStory, send, type Story } from '../testing/story.ts';
import { command } from '../testing/work.ts';
import { comparePlan, fixedProblems, planFileOf, planNow, type PlanTexts } from './plan.compare.ts';

const base = planFile({
  roles: { developer: { agent: 'codex' } },
  phases: [{ id: 'one', title: 'One' }],
  gates: { test: { kind: 'command', run: 'npm test' } },
  tasks: [
    { id: 'a', title: 'A', role: 'developer', phase: 'one', brief: 'Do A.' },
    { id: 'b', title: 'B', role: 'developer', needs: ['a'] },
  ],
});
type Base = typeof base;

const begun = (): Story => {
  const story = beginStory();
  act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
  act(story, command({ type: 'SubmitPlan', plan: base }));
  return story;
};

const nowOf = ({ state }: Story) => planNow(planOf(state, 'p' as PlanId)!);

/** As the log has them. */
const texts = (over: Partial<PlanTexts> = {}): PlanTexts => ({
  description: '',
  phases: PlanFile.parse(base).phases,
  tasks: new Map([['a' as TaskId, { brief: 'Do A.', split: null }]]),
  ...over,
});

const wanted = (change: (plan: Base) => object): SubmittedPlan => PlanFile.parse(change(base));
const patchFor = (change: (plan: Base) => object) => comparePlan(nowOf(begun()), texts(), wanted(change));
const [a, b] = base.tasks as [object, object];

describe('a plan file compared with the plan', () => {
  it('says nothing where it is the same', () => expect(patchFor((plan) => plan)).toEqual([]));
  it('says nothing of defaults that were written out', () =>
    expect(patchFor((plan) => ({ ...plan, tasks: [{ ...a, priority: 'medium', after: [] }, b] }))).toEqual(
      [],
    ));
  it('says who decides about proposals, also where nothing is said any more', () => {
    const proposals = { split: 'accept', decomposition: 'ask', maxChildren: 4 } as const;
    expect(patchFor((plan) => ({ ...plan, proposals }))).toEqual([{ op: 'change-plan', set: { proposals } }]);
    const story = begun();
    const operations = [{ op: 'change-plan', set: { proposals } }];
    act(story, command({ type: 'EditPlan', planId: 'p', revision: 1, operations }));
    const now = nowOf(story);
    expect(planFileOf(now, texts()).proposals).toEqual(proposals);
    expect(comparePlan(now, texts(), PlanFile.parse(base))).toEqual([
      { op: 'change-plan', set: { proposals: { split: 'ask', decomposition: 'ask', maxChildren: 10 } } },
    ]);
  });
  it('adds, changes and removes tasks', () =>
    expect(
      patchFor((plan) => ({
        ...plan,
        tasks: [
          { ...a, brief: 'Do A well.', phase: undefined },
          { id: 'c', title: 'C', role: 'developer' },
        ],
      })),
    ).toMatchObject([
      { op: 'change-task', taskId: 'a', set: { brief: 'Do A well.', phase: null } },
      { op: 'add-task', task: { id: 'c' } },
      { op: 'remove-task', taskId: 'b' },
    ]));
  it('says who is to approve', () => {
    const set = { approvals: { count: 2, fourEyes: true, from: ['person:*'] } };
    expect(patchFor((plan) => ({ ...plan, tasks: [{ ...a, ...set }, b] }))).toEqual([
      { op: 'change-task', taskId: 'a', set, restart: false },
    ]);
  });
  it('changes every task for which other defaults mean something else', () =>
    expect(patchFor((plan) => ({ ...plan, defaults: { gates: ['test'] } }))).toMatchObject([
      { op: 'change-plan', set: { defaults: { gates: ['test'] } } },
      { op: 'change-task', taskId: 'a', set: { gates: ['test'] } },
      { op: 'change-task', taskId: 'b', set: { gates: ['test'] } },
    ]));
  it('sets and removes gates, roles and phases', () =>
    expect(
      patchFor((plan) => ({
        ...plan,
        title: 'Other',
        gates: {},
        roles: { developer: { agent: 'claude' } },
        phases: [{ id: 'one', title: 'First' }],
      })),
    ).toEqual([
      { op: 'change-plan', set: { title: 'Other' } },
      { op: 'remove-gate', gateId: 'test' },
      { op: 'set-role', roleId: 'developer', role: { agent: 'claude' } },
      { op: 'set-phase', phase: { id: 'one', title: 'First', paused: false } },
    ]));
  it('stays on its repository', () =>
    expect(
      fixedProblems(
        nowOf(begun()),
        wanted((plan) => ({ ...plan, repo: 'other' })),
      ),
    ).toMatchObject([{ code: 'VALUE_INVALID', path: 'repo', expected: 'r' }]));
  it('is the file that the plan makes of itself', () => {
    const now = nowOf(begun());
    expect(comparePlan(now, texts(), planFileOf(now, texts()))).toEqual([]);
  });
  it('makes the plan what it says', () => {
    const story = begun();
    const file = wanted((plan) => ({
      ...plan,
      tasks: [{ ...a, needs: ['c'] }, b, { id: 'c', title: 'C', role: 'developer', priority: 'high' }],
    }));
    const operations = comparePlan(nowOf(story), texts(), file);
    act(story, command({ type: 'EditPlan', planId: 'p', revision: 1, operations }));
    expect(comparePlan(nowOf(story), texts(), file)).toEqual([]);
  });
});

describe('what a file need not name', () => {
  const run = (story: Story) => {
    const runner = { runnerId: 'r1', roles: ['*'], agents: ['codex'], labels: [] };
    send(story, command({ type: 'RegisterRunner', version: '1', host: 'h', slots: 4, ...runner }));
    send(story, command({ type: 'ClaimTasks', ...runner, slots: 1, leaseMs: 30_000 }));
    send(
      story,
      command({ type: 'StartAttempt', attemptId: 'p.a.1', fence: 1, base: '1'.repeat(40), branch: 'x' }),
    );
    const parts = ['a-1', 'a-2'].map((id) => ({ id, title: id, scope: [`${id}/**`], lines: 400 }));
    const work = { lines: 800, limit: 700, source: '2'.repeat(40), ref: 'refs/x', parts };
    send(story, command({ type: 'ProposeSplit', attemptId: 'p.a.1', fence: 1, ...work }));
    act(story, command({ type: 'AcceptSplit', planId: 'p', taskId: 'a' }));
  };
  it('is what stands in the place of a task, which its name still means', () => {
    const story = begun();
    run(story);
    expect(story.state.plans.get('p' as PlanId)?.tasks.get('b' as TaskId)?.needs).toEqual(['a-2']);
    expect(
      comparePlan(
        nowOf(story),
        texts(),
        wanted((plan) => plan),
      ),
    ).toEqual([]);
  });
});
