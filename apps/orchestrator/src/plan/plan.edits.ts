import {
  archivedAt,
  comparePlan,
  fixedProblems,
  planFileOf,
  planNotFound,
  planNow,
  planOf,
  previewEdit,
  type OrgState,
  type PlanNow,
  type PlanTexts,
} from '@headrace/engine';
import {
  EditPlan,
  ok,
  textOf,
  type EditPreview,
  type Event,
  type OrgId,
  type Phase,
  type PlanFile,
  type PlanId,
  type Ref,
  type Refusal,
  type Result,
  type SubmittedPlan,
} from '@headrace/events';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError, refused } from '../http/problem.ts';
import type { History } from '../shard/history.ts';
import type { Recall } from '../shard/recall.ts';
import type { Shard } from '../shard/shard.ts';
import { textsAfter } from '../task/assignment.ts';
import type { KeepText } from './plans.ts';

export type EditRequest = Omit<EditPlan, 'type' | 'planId'>;

/** `position` null: it was a dry run, or nothing had to change. */
export type EditAnswer = {
  readonly preview: EditPreview;
  readonly position: number | null;
  readonly events: string[];
};

export type PlanEditsParts = {
  readonly shard: Pick<Shard, 'look'>;
  readonly submitter: Submitter;
  readonly recall: Recall;
  readonly history: Pick<History, 'at'>;
  readonly keep: KeepText;
};

/** Patches of running plans, said as operations or as the whole file. */
export class PlanEdits {
  readonly #shard: Pick<Shard, 'look'>;
  readonly #submitter: Submitter;
  readonly #recall: Recall;
  readonly #history: Pick<History, 'at'>;
  readonly #keep: KeepText;

  constructor({ shard, submitter, recall, history, keep }: PlanEditsParts) {
    this.#shard = shard;
    this.#submitter = submitter;
    this.#recall = recall;
    this.#history = history;
    this.#keep = keep;
  }

  /** Throws what `EditPlan` is refused for. */
  async edit(asking: Asking, planId: PlanId, request: EditRequest, isDryRun: boolean): Promise<EditAnswer> {
    const command: EditPlan = { type: 'EditPlan', planId, ...request };
    const preview = await this.#preview(asking.org, command);
    if (isDryRun) return { preview, position: null, events: [] };
    const { position, events } = await this.#submitter.send(asking, command);
    return { preview, position, events };
  }

  /** The patch that makes the plan what the file says, for the revision that it has now or for the one that is named. */
  async editAsFile(
    asking: Asking,
    planId: PlanId,
    file: PlanFile,
    { isDryRun, revision, ...request }: Partial<EditRequest> & { readonly isDryRun: boolean },
  ): Promise<EditAnswer> {
    const now = await this.#now(asking.org, planId);
    const tasks = file.tasks.map((task) => ({ ...task, brief: textOf(task.brief) }));
    const submitted: SubmittedPlan = { ...file, tasks };
    const problems = fixedProblems(now, submitted);
    if (problems.length > 0)
      throw new ProblemError('EDIT_INVALID', problems[0]!.message, { problems: [...problems] });
    const operations = [...comparePlan(now, await this.#texts(now), submitted)];
    if (!isDryRun) await Promise.all(file.tasks.map(({ brief }) => this.#keep(brief)));
    const patch = { note: '', ...request, revision: revision ?? now.revision, operations };
    if (operations.length === 0) return { preview: unchanged(now), position: null, events: [] };
    return this.edit(asking, planId, patch, isDryRun);
  }

  /** Throws PLAN_NOT_FOUND or PLAN_ARCHIVED, before anybody reads a file for a plan that is not there. */
  async insistOn(org: OrgId, planId: PlanId): Promise<void> {
    await this.#now(org, planId);
  }

  /** The plan as it is now, as a file, and the revision that it is; of an archived plan, as it was last. */
  async file(org: OrgId, planId: PlanId, signal: AbortSignal): Promise<{ revision: number; plan: PlanFile }> {
    const archived = await this.#shard.look(org, (state) => archivedAt(state, planId));
    const now = await (archived ? this.#before(archived, org, planId, signal) : this.#now(org, planId));
    const plan = planFileOf(now, await this.#texts(now));
    const briefs = await Promise.all(plan.tasks.map(({ brief }) => this.#recall.text(brief)));
    const tasks = plan.tasks.map((task, i) => ({ ...task, brief: briefs[i]! }));
    return { revision: now.revision, plan: { ...plan, tasks } };
  }

  async #preview(org: OrgId, command: EditPlan): Promise<EditPreview> {
    const found = await this.#shard.look(org, (state) => previewEdit(command, state));
    if (!found.ok) throw refused(found.error);
    return found.value;
  }

  async #now(org: OrgId, planId: PlanId): Promise<PlanNow> {
    const now = await this.#shard.look(org, (state) => nowIn(state, planId));
    if (!now.ok) throw refused(now.error);
    return now.value;
  }

  /** The org no longer remembers an archived plan; its log does. */
  async #before({ position }: Ref, org: OrgId, planId: PlanId, signal: AbortSignal): Promise<PlanNow> {
    const { state } = await this.#history.at(org, position - 1, signal);
    const last = nowIn(state, planId);
    if (!last.ok) throw refused(last.error);
    return last.value;
  }

  async #texts({ places }: PlanNow): Promise<PlanTexts> {
    const described = await this.#recall.event(places.described);
    const tasks = await Promise.all(
      [...places.tasks].map(async ([id, refs]) => [id, textsAfter(await this.#events(refs))] as const),
    );
    return {
      description: 'description' in described ? (described.description ?? '') : '',
      phases: await Promise.all(
        places.phases.map(async ({ phaseId, defined }) =>
          phaseIn(await this.#recall.event(defined), phaseId),
        ),
      ),
      tasks: new Map(tasks),
    };
  }

  #events(refs: readonly Ref[]): Promise<Event[]> {
    return Promise.all(refs.map((ref) => this.#recall.event(ref)));
  }
}

function nowIn(state: OrgState, planId: PlanId): Result<PlanNow, Refusal> {
  const plan = planOf(state, planId);
  return plan ? ok(planNow(plan)) : planNotFound(planId, state);
}

function phaseIn(event: Event, phaseId: Phase['id']): Phase {
  const phase =
    event.type === 'PlanAdded' || event.type === 'PlanDrafted'
      ? event.phases.find(({ id }) => id === phaseId)
      : event.type === 'PlanEdited'
        ? event.phases[phaseId]
        : null;
  if (!phase) throw new Error(`${event.type} does not define phase ${phaseId}`);
  return phase;
}

const unchanged = ({ planId, revision }: PlanNow): EditPreview => ({
  ...{ planId, revision, operations: [], added: [], changed: [], removed: [] },
  ...{ becomeReady: [], becomeBlocked: [], affected: [], digest: null },
});
