import { z } from 'zod';
import { AttemptId, ChangeId, Digest, GateId, PhaseId, PlanId, RoleId, TaskId } from '../ids.ts';
import { Gate, Phase, PlanFile, Role, SubmittedTask, TaskFile, type FollowUp } from './plan.file.ts';

/**
 * One patch of a running plan: operations that hold together or not at all, in their order. Names are checked against the
 * plan as it is after the last one, so a patch may add a task that needs one which it adds later.
 */

type Bare<S> = S extends z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner> ? Inner : S;
type Said<Shape extends z.ZodRawShape> = {
  [Key in keyof Shape]: z.ZodOptional<z.ZodNullable<Bare<Shape[Key]>>>;
};

/** Every key may be left out (it stays as it is) or null (as if the file did not say it). Nothing is filled in. */
function saidOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Said<Shape>, z.core.$strict> {
  const bare = (schema: z.core.$ZodType): z.ZodType => {
    const inner = schema as z.ZodType;
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) return bare(inner.def.innerType);
    return inner instanceof z.ZodOptional ? bare(inner.def.innerType) : inner;
  };
  const said = Object.entries(shape).map(([key, schema]) => [key, bare(schema).nullable().optional()]);
  return z.strictObject(Object.fromEntries(said) as Said<Shape>);
}

const { id: _id, title: _title, role: _role, ...mayBeUnsaid } = SubmittedTask.shape;

/** What a task says otherwise from now on; null: what the plan's defaults say. */
export const TaskSaying = saidOf(mayBeUnsaid).extend({
  title: TaskFile.shape.title.optional(),
  role: RoleId.optional(),
});
export type TaskSaying = z.infer<typeof TaskSaying>;

/** The plan's own words. `defaults` hold for tasks that are added later; those that are there keep what they have. */
export const PlanSaying = z.strictObject({
  title: PlanFile.shape.title.optional(),
  description: PlanFile.shape.description.unwrap().optional(),
  defaults: PlanFile.shape.defaults.unwrap().optional(),
  followUps: PlanFile.shape.followUps.unwrap().optional(),
  proposals: PlanFile.shape.proposals,
});
export type PlanSaying = z.infer<typeof PlanSaying> & { readonly followUps?: FollowUp[] | undefined };

export const PlanOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add-task'), task: SubmittedTask }),
  /** `restart`: what is under way for it ends, is kept, and the task begins again by its new definition. */
  z.strictObject({
    op: z.literal('change-task'),
    taskId: TaskId,
    set: TaskSaying,
    restart: z.boolean().default(false),
  }),
  z.strictObject({ op: z.literal('remove-task'), taskId: TaskId }),
  /** Adds it, or puts it in the place of the one with this id. So do `set-role` and `set-phase`. */
  z.strictObject({ op: z.literal('set-gate'), gateId: GateId, gate: Gate }),
  z.strictObject({ op: z.literal('remove-gate'), gateId: GateId }),
  z.strictObject({ op: z.literal('set-role'), roleId: RoleId, role: Role }),
  z.strictObject({ op: z.literal('remove-role'), roleId: RoleId }),
  /** A phase that is there stays open or paused: that is what pause and resume are for. */
  z.strictObject({ op: z.literal('set-phase'), phase: Phase }),
  z.strictObject({ op: z.literal('remove-phase'), phaseId: PhaseId }),
  z.strictObject({ op: z.literal('change-plan'), set: PlanSaying }),
]);
export type PlanOperation = z.infer<typeof PlanOperation>;

/** Where an edit or a decomposition comes from, beside the person who sends it. */
export const Source = z.strictObject({
  chat: z.string().min(1).max(100).optional(),
  changeId: ChangeId.optional(),
});
export type Source = z.infer<typeof Source>;

/**
 * `revision`: of the plan that the patch was made for (PLAN_REVISION_STALE). `affected`: the digest of the list of what the
 * sender knows to be affected; needed where that list is not empty (EDIT_AFFECTS).
 */
export const EditPlan = z.object({
  type: z.literal('EditPlan'),
  planId: PlanId,
  revision: z.number().int().positive(),
  operations: z.array(PlanOperation).min(1).max(10_000),
  affected: Digest.optional(),
  note: z.string().max(1000).default(''),
  source: Source.optional(),
});
export type EditPlan = z.infer<typeof EditPlan>;

/**
 * Work that is done or under way and that an edit touches. `stays-done`: it was proven by another definition, and is not
 * done again. `goes-on`: by the definition that it began with. `cancelled`, `withdrawn`: it ends, and its work is kept.
 * `void`: verdicts that are given again, by the new definition.
 */
export const AffectedWork = z.object({
  taskId: TaskId,
  effect: z.enum(['stays-done', 'goes-on', 'cancelled', 'withdrawn', 'void']),
  attemptId: AttemptId.nullable(),
  changeId: ChangeId.nullable(),
  /** What of its definition changes. */
  fields: z.array(z.string()),
  gates: z.array(GateId),
  /** Approvals that are lost. */
  approvals: z.number().int(),
  text: z.string(),
});
export type AffectedWork = z.infer<typeof AffectedWork>;

/** What an edit would do. Nothing of it has happened. */
export const EditPreview = z.object({
  planId: PlanId,
  revision: z.number().int(),
  operations: z.array(PlanOperation),
  added: z.array(TaskId),
  changed: z.array(z.object({ taskId: TaskId, fields: z.array(z.string()) })),
  removed: z.array(TaskId),
  becomeReady: z.array(TaskId),
  becomeBlocked: z.array(TaskId),
  affected: z.array(AffectedWork),
  /** To be sent with the edit; null where nothing is affected. */
  digest: Digest.nullable(),
});
export type EditPreview = z.infer<typeof EditPreview>;
