import {
  attemptOf,
  changeOf,
  planOf,
  repoOf,
  taskOf,
  type GateState,
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
  type OrgId,
  type Ref,
  type RoleId,
  type TaskSpec,
} from '@headrace/events';
import type { Tokens } from '@headrace/events/token';
import { mintForAttempt } from '../auth/token.claims.ts';
import type { Recall } from '../shard/recall.ts';
import type { Shard } from '../shard/shard.ts';

type Sources = { readonly shard: Pick<Shard, 'look'>; readonly recall: Recall; readonly tokens: Tokens };

/** What a runner has to know of the attempts that it was given, less those that have ended since. */
export async function assignmentsFor(
  { shard, recall, tokens }: Sources,
  org: OrgId,
  claimed: readonly AttemptId[],
): Promise<Assignment[]> {
  if (claimed.length === 0) return [];
  const drafts = await shard.look(org, (state) => claimed.flatMap((each) => draftOf(state, each) ?? []));
  return Promise.all(
    drafts.map((draft) => assignmentFrom(draft, mintForAttempt(tokens, org, draft.attemptId), recall)),
  );
}

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
    gates: assigned(plan, attempt.gates),
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

/** As the plan defines them now. */
export function gatesFor(plan: PlanState, ids: readonly GateId[]): AssignedGate[] {
  const gates = ids.map((id): [GateId, GateState] => {
    const gate = plan.gates.get(id);
    if (!gate) throw new Error(`${plan.planId} has no gate ${id}`);
    return [id, gate];
  });
  return assigned(plan, new Map(gates));
}

const assigned = (plan: PlanState, gates: ReadonlyMap<GateId, GateState>): AssignedGate[] =>
  [...gates].map(([id, { gate, definition }]) => {
    return { id, gate, definition, reviewer: gate.kind === 'review' ? reviewerOf(plan, gate.role) : null };
  });

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
  const { brief, split } = textsAfter([addition, ...edits]);
  const feedback = await Promise.all(telling.map((event) => recall.text(sayingOf(event))));
  return {
    ...fixed,
    token,
    brief: await recall.text(brief),
    split,
    feedback: feedback.filter((text) => text !== ''),
  };
}

/** What the state of a task does not keep, after its `TaskAdded` and all that changed it. */
export function textsAfter(events: readonly Event[]): Pick<TaskSpec, 'brief' | 'split'> {
  const [added, ...changes] = events;
  if (added?.type !== 'TaskAdded') throw new Error(`A task begins with ${added?.type}`);
  const says = changes.flatMap((event): Partial<TaskSpec>[] => {
    if (event.type === 'TaskEdited')
      return [event.patch.brief === undefined ? {} : { brief: event.patch.brief }];
    return event.type === 'TasksChanged' ? [event.spec] : [];
  });
  const { brief, split } = says.reduce<TaskSpec>((spec, said) => ({ ...spec, ...said }), added.spec);
  return { brief, split };
}

/** What an earlier try, a reviewer or a landing leaves for the next one. */
function sayingOf(event: Event) {
  switch (event.type) {
    case 'AttemptFailed':
      return event.feedback ?? `${event.class}: ${event.message}`;
    case 'ChangeSentBack':
      return event.feedback;
    case 'SplitRejected':
    case 'DecompositionRejected':
      return event.note;
    default:
      return '';
  }
}
