import {
  counted,
  canonicalJson,
  digestOf,
  fail,
  ok,
  type Digest,
  type EditPlan,
  type EditPreview,
  type Problem,
  type Refusal,
  type Result,
  type Stamped,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { planNotActive, planNotFound } from './plan.decide.ts';
import { affectedBy } from './plan.edit.affected.ts';
import { draftProblems } from './plan.edit.check.ts';
import { draftOf } from './plan.edit.draft.ts';
import { eventsOf } from './plan.edit.events.ts';
import { editOf, type PlanEdit } from './plan.edit.change.ts';
import { editProblems } from './plan.edit.problems.ts';
import { readinessAfter } from './plan.edit.ready.ts';
import type { PlanState } from './plan.state.ts';

/** The whole patch or nothing. What it does to work that is done or under way has to be known to the sender. */
export function editPlan(command: Stamped<EditPlan>, state: OrgState): Decision {
  const prepared = prepare(command, state);
  if (!prepared.ok) return prepared;
  const edit = prepared.value;
  const affected = affectedBy(edit, state);
  const digest = digestOfAffected(affected);
  if (digest !== null && command.affected !== digest) return affects(edit.plan, affected, digest);
  return ok(edit.isEmpty ? [] : eventsOf(edit, command, state));
}

/** What an edit would do now. Changes nothing. Errors: as `EditPlan`, save EDIT_AFFECTS. */
export function previewEdit(command: EditPlan, state: OrgState): Result<EditPreview, Refusal> {
  const prepared = prepare(command, state);
  if (!prepared.ok) return prepared;
  const edit = prepared.value;
  const affected = affectedBy(edit, state);
  const { ready, blocked } = readinessAfter(edit);
  return ok({
    planId: command.planId,
    revision: edit.plan.revision,
    operations: [...command.operations],
    added: edit.added.map(({ taskId }) => taskId),
    changed: edit.changed.map(({ task, fields }) => ({ taskId: task.taskId, fields: [...fields] })),
    removed: edit.removed.map(({ taskId }) => taskId),
    becomeReady: ready.map(({ taskId }) => taskId),
    becomeBlocked: blocked.map(({ taskId }) => taskId),
    affected: [...affected],
    digest: digestOfAffected(affected),
  });
}

function prepare({ planId, revision, operations }: EditPlan, state: OrgState): Result<PlanEdit, Refusal> {
  const plan = state.plans.get(planId);
  if (!plan) return refusalOf(planNotFound(planId, state));
  if (plan.status === 'ending') return refusalOf(planNotActive(plan, state));
  if (revision !== plan.revision) return refusalOf(stale(plan, revision));
  const draft = draftOf(plan, operations);
  const edit = editOf(draft);
  const problems = [...draftProblems(draft), ...editProblems(edit, state)].sort(byOperation);
  if (problems.length === 0) return ok(edit);
  const count = counted(problems.length, 'problem');
  return refusalOf(refuse('EDIT_INVALID', `The edit has ${count}.`, { path: 'operations', problems }));
}

const numberOf = ({ path }: Problem): number => Number(/^operations\[(\d+)\]/.exec(path)?.[1] ?? Infinity);
const byOperation = (a: Problem, b: Problem): number => {
  const [first, second] = [numberOf(a), numberOf(b)];
  return first === second ? 0 : first - second;
};

const refusalOf = (refused: { readonly error: Refusal }): { readonly ok: false; readonly error: Refusal } =>
  fail(refused.error);

/** So many changes are named; the log has all of them. */
const MOST_TOLD = 20;

function stale(plan: PlanState, revision: number) {
  const since = plan.revisions.filter((change) => change.revision > revision);
  const texts = since.slice(-MOST_TOLD).map((change) => `${change.revision}: ${change.text}`);
  const told = texts.length > 0 ? ` Since ${revision}: ${texts.join('; ')}.` : '';
  return refuse('PLAN_REVISION_STALE', `Plan ${plan.planId} is at revision ${plan.revision}.${told}`, {
    path: 'revision',
    expected: String(plan.revision),
    state: plan.status,
    proof: since.slice(-MOST_TOLD).map(({ ref }) => ref),
  });
}

type Affected = EditPreview['affected'];

/** null: nothing is affected. */
const digestOfAffected = (affected: readonly Affected[number][]): Digest | null =>
  affected.length === 0 ? null : digestOf(canonicalJson(affected));

const MOST_PROBLEMS = 200;

function affects(plan: PlanState, affected: readonly Affected[number][], digest: Digest): Decision {
  const { planId } = plan;
  const work = counted(affected.length, 'piece of work', 'pieces of work');
  return refuse('EDIT_AFFECTS', `The edit of ${planId} touches ${work} done or under way.`, {
    path: 'affected',
    expected: digest,
    state: plan.outcome ?? plan.status,
    allowed: ['EditPlan'],
    problems: affected
      .slice(0, MOST_PROBLEMS)
      .map(({ taskId, text }) => ({ code: 'EDIT_AFFECTS', path: `tasks.${taskId}`, message: text })),
  });
}
