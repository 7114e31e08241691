import {
  attemptOf,
  changeOf,
  planOf,
  repoOf,
  taskOf,
  type OrgState,
  type PlanState,
  type TaskState,
} from '@headrace/engine';
import {
  taskKey,
  type AssignedGate,
  type Assignment,
  type AttemptId,
  type Event,
  type GateId,
  type Ref,
  type RoleId,
} from '@headrace/events';
import type { Recall } from '../shard/recall.ts';

/** An assignment less its token and its texts, for which it says where they stand. */
export type Draft = Omit<Assignment, 'token' | 'brief' | 'feedback' | 'split'> & {
  readonly added: Ref;
  /** Oldest first. */
  readonly edited: readonly Ref[];
  readonly told: readonly Ref[];
};

/** null: the attempt is over already. */
export function draftOf(state: OrgState, attemptId: AttemptId): Draft | null {
  const attempt = attemptOf(state, attemptId);
  if (!attempt) return null;
  const { planId, taskId, fence, leaseMs } = attempt;
  const plan = planOf(state, planId);
  const task = taskOf(state, taskKey(planId, taskId));
  const repo = plan && repoOf(state, plan.repoId);
  if (!plan || !task || !repo) throw new Error(`${attemptId} is an attempt of nothing`);
  const contextFailures = task.failed.context ?? 0;
  const { title, run, scope, worktree, change, feedbackRounds, timeoutSeconds, origin } = task;
  return {
    org: state.org,
    ...{ planId, taskId, attemptId, fence, leaseMs, title, run, worktree, change, origin },
    ...{ feedbackRounds, timeoutSeconds, target: plan.target },
    scope: [...scope],
    role: roleOf(plan, task.role),
    agent: attempt.agent,
    gates: gatesFor(plan, task.gates),
    repo: { repoId: repo.repoId, url: repo.url, defaultBranch: repo.defaultBranch },
    branch: `headrace/${planId}/${taskId}/${fence}`,
    landed: landedOf(state, task),
    resume: attempt.resume,
    added: task.added,
    edited: task.edited,
    told: contextFailures > 0 ? task.feedback.slice(-1) : task.feedback,
    contextFailures,
  };
}

export function gatesFor(plan: PlanState, ids: readonly GateId[]): AssignedGate[] {
  return ids.map((id) => {
    const state = plan.gates.get(id);
    if (!state) throw new Error(`${plan.planId} has no gate ${id}`);
    const { gate, definition } = state;
    return { id, gate, definition, reviewer: gate.kind === 'review' ? reviewerOf(plan, gate.role) : null };
  });
}

function reviewerOf(plan: PlanState, id: RoleId): AssignedGate['reviewer'] {
  const role = plan.roles[id];
  return role ? { role: id, agent: role.agent, instructions: role.instructions ?? '' } : null;
}

function roleOf(plan: PlanState, id: RoleId): Assignment['role'] {
  const role = plan.roles[id];
  return { id, title: role?.title ?? id, instructions: role?.instructions ?? '' };
}

function landedOf(state: OrgState, { origin, planId }: TaskState): Assignment['landed'] {
  if (origin.kind !== 'follow-up') return null;
  const result = changeOf(state, origin.changeId)?.result;
  const title = taskOf(state, taskKey(planId, origin.of))?.title;
  return result && title !== undefined ? { title, result } : null;
}

/** The whole of it, with its texts. */
export async function assignmentFrom(draft: Draft, token: string, recall: Recall): Promise<Assignment> {
  const { added, edited, told, ...fixed } = draft;
  const [addition, edits, telling] = await Promise.all([
    recall.event(added),
    Promise.all(edited.map((ref) => recall.event(ref))),
    Promise.all(told.map((ref) => recall.event(ref))),
  ]);
  if (addition.type !== 'TaskAdded')
    throw new Error(`${draft.attemptId}: its task begins with ${addition.type}`);
  const briefs = edits.flatMap((event) => (event.type === 'TaskEdited' ? [event.patch.brief] : []));
  const brief = briefs.findLast((text) => text !== undefined) ?? addition.spec.brief;
  const feedback = await Promise.all(telling.map((event) => recall.text(sayingOf(event))));
  return {
    ...fixed,
    token,
    brief: await recall.text(brief),
    split: addition.spec.split,
    feedback: feedback.filter((text) => text !== ''),
  };
}

/** What an earlier try, a reviewer or a landing leaves for the next one. */
function sayingOf(event: Event) {
  switch (event.type) {
    case 'AttemptFailed':
      return event.feedback ?? `${event.class}: ${event.message}`;
    case 'ChangeSentBack':
      return event.feedback;
    case 'SplitRejected':
      return event.note;
    default:
      return '';
  }
}
