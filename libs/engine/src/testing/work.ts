import { Command, type ChangeId, type Sha } from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { send, type Story } from './story.ts';

/* What runners do, step by step. */

export const sha = (n: number) => (n + 1).toString(16).padStart(40, '0') as Sha;

export const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];

export const command = (fields: object): Command => Command.parse(fields);

/** The next step of an attempt: start, gates, their results, feedback, and the end. */
export function workOn(story: Story, attempt: AttemptState, b: number, c: number): void {
  const { attemptId, fence, planId, taskId, step, round, verdicts } = attempt;
  const task = story.state.plans.get(planId)!.tasks.get(taskId)!;
  const gates = [...attempt.gates.keys()];
  const claim = { attemptId, fence };
  const objects = { base: sha(1), head: sha(b % 2), tree: sha(b % 2) };
  if (step === 'claimed')
    return void send(story, command({ type: 'StartAttempt', ...claim, base: sha(1), branch: 'work' }));
  if (step === 'running' && gates.length > 0)
    return void send(story, command({ type: 'StartGates', ...claim, round: round + 1 }));
  const gate = gates.find((id) => !verdicts.has(id));
  const definition = gate && attempt.gates.get(gate)?.definition;
  const result = { ...gateResult, gate, ...objects, definition, verdict: c % 5 === 1 ? 'failed' : 'passed' };
  if (gate) return void send(story, command({ type: 'ReportGate', ...claim, round, result }));
  const isPassed = [...verdicts.values()].every(({ verdict }) => verdict === 'passed');
  if (!isPassed && b % 4)
    return void send(story, command({ type: 'FeedBackAttempt', ...claim, round, gates }));
  if (c % 9 === 1) {
    const children = childrenFor(task, b);
    return void send(story, command({ type: 'ProposeDecomposition', ...claim, children }));
  }
  if (task.change === 'none') return void send(story, command({ type: 'CompleteAttempt', ...claim }));
  if (c % 7 === 1) return void send(story, splitProposal(task, claim, b));
  const { head } = [...verdicts.values()][0] ?? objects;
  const change = { branch: 'work', base: sha(1), head, tree: head, patchId: head, files: [], lines: 3, diff };
  send(story, command({ type: 'OpenChange', ...claim, ...change }));
}

const diff = { sha256: '0'.repeat(64), bytes: 1, mediaType: 'x' };
export const gateResult = {
  measure: null,
  limit: null,
  unit: '',
  durationMs: 1,
  summary: '',
  evidence: null,
};

const splitProposal = (task: TaskState, claim: object, b: number): Command =>
  command({
    type: 'ProposeSplit',
    ...claim,
    lines: 900,
    limit: 700,
    source: sha(3),
    ref: 'refs/x',
    parts: [0, 1, 2].slice(0, 2 + (b % 2)).map((n) => ({
      id: `${task.taskId}-${n}`,
      title: 'Part',
      scope: [n === 0 ? 'src/a/**' : 'docs/**'],
      lines: 300,
    })),
  });

/** Two or three, one after the other or side by side. */
export const childrenFor = ({ taskId }: TaskState, n: number): readonly object[] =>
  ['x', 'y', 'z'].slice(0, 2 + (n % 2)).map((name, i, names) => ({
    id: `${taskId}-${name}`,
    title: 'Child',
    needs: i > 0 && n % 3 ? [`${taskId}-${names[i - 1]}`] : [],
    ...(n % 5 ? {} : { scope: ['docs/**'], change: 'required' }),
  }));

export function prepare(
  story: Story,
  changeId: ChangeId,
  isMoved: boolean,
  isOtherPatch: boolean,
  isProven = true,
): void {
  const change = story.state.changes.get(changeId)!;
  const plan = story.state.plans.get(change.planId)!;
  const [base, tree, result] = isMoved
    ? [sha(50), sha(51), sha(52)]
    : [change.base, change.tree, change.head];
  const gates = plan.tasks.get(change.taskId)!.gates.map((gate) => ({
    ...{
      ...gateResult,
      gate,
      verdict: 'passed',
      base,
      head: result,
      tree,
      definition: plan.gates.get(gate)?.definition,
    },
  }));
  const patchId = isOtherPatch ? sha(60) : change.patchId;
  send(
    story,
    command({
      type: 'PrepareLanding',
      changeId,
      fence: change.fence,
      base,
      head: change.head,
      tree,
      result,
      patchId,
      gates: isProven ? gates : [],
    }),
  );
}
