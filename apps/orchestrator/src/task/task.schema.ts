import {
  AccountId,
  Actor,
  AttemptId,
  ChangeId,
  DecompositionProposed,
  FailureClass,
  GateId,
  GateResult,
  Instant,
  PhaseId,
  PlanId,
  Priority,
  RoleId,
  RunnerId,
  Salvage,
  Sha,
  SplitProposed,
  TaskHeld,
  TaskId,
  TaskKey,
  TaskOrigin,
  type AttemptView,
  type GateView,
  type RollUp,
  type TaskView,
} from '@headrace/events';
import type { Why } from '@headrace/engine';
import { z } from 'zod';

export const taskStates = [
  'blocked',
  'ready',
  'claimed',
  'running',
  'verifying',
  'reviewing',
  'merging',
  'done',
  'failed',
  'cancelled',
  'divided',
] as const satisfies readonly TaskView['state'][];
export const TaskStateName = z.enum(taskStates);

/** A task as readers see it. */
export const TaskRecord = z.object({
  key: TaskKey,
  planId: PlanId,
  taskId: TaskId,
  ordinal: z.number().int(),
  origin: TaskOrigin,
  title: z.string(),
  phaseId: PhaseId.nullable(),
  role: RoleId,
  agent: z.string(),
  priority: Priority,
  needs: z.array(TaskId),
  after: z.array(TaskId),
  scope: z.array(z.string()),
  worktree: z.string().nullable(),
  gates: z.array(GateId),
  approvals: z.number().int(),
  maxAttempts: z.number().int(),
  change: z.enum(['required', 'none']),
  estimateMinutes: z.number().nullable(),
  state: TaskStateName,
  heldReason: TaskHeld.shape.reason.nullable(),
  heldNote: z.string().nullable(),
  heldUntil: Instant.nullable(),
  attemptId: AttemptId.nullable(),
  runnerId: RunnerId.nullable(),
  fence: z.number().int(),
  changeId: ChangeId.nullable(),
  lines: z.number().int().nullable(),
  result: Sha.nullable(),
  split: SplitProposed.pick({ lines: true, limit: true, parts: true, ref: true, source: true }).nullable(),
  decomposition: DecompositionProposed.pick({ children: true, note: true, by: true, ref: true }).nullable(),
  splitInto: z.array(TaskId).nullable(),
  skipped: z.object({ by: Actor, reason: z.string() }).nullable(),
  startAt: Instant.nullable(),
  failure: z.string().nullable(),
  addedAt: Instant,
  readyAt: Instant.nullable(),
  claimedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  removedAt: Instant.nullable(),
  since: Instant,
  position: z.number().int(),
}) satisfies z.ZodType<TaskView>;

export const AttemptRecord = z.object({
  attemptId: AttemptId,
  planId: PlanId,
  taskId: TaskId,
  fence: z.number().int(),
  runnerId: RunnerId,
  role: RoleId,
  agent: z.string(),
  account: AccountId,
  agentVersion: z.string().nullable(),
  state: z.enum(['claimed', 'running', 'verifying', 'ended']),
  outcome: z.enum(['opened', 'completed', 'failed', 'expired', 'split', 'cancelled']).nullable(),
  base: Sha.nullable(),
  branch: z.string().nullable(),
  round: z.number().int(),
  failureClass: FailureClass.nullable(),
  message: z.string().nullable(),
  salvage: Salvage.nullable(),
  claimedAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  position: z.number().int(),
}) satisfies z.ZodType<AttemptView>;

export const GateRecord = GateResult.extend({
  attemptId: AttemptId,
  planId: PlanId,
  taskId: TaskId,
  stage: z.enum(['attempt', 'landing']),
  round: z.number().int(),
  reportedAt: Instant,
  position: z.number().int(),
}) satisfies z.ZodType<GateView>;

/** What became of a task that others took the place of, told through them. */
export const RollUpAnswer = z.object({
  state: TaskStateName,
  counts: z.partialRecord(TaskStateName, z.number().int()),
  lines: z.number().int(),
  workedMs: z.number().int(),
  changes: z.array(ChangeId),
  finishedAt: Instant.nullable(),
  leaves: z.array(TaskId),
}) satisfies z.ZodType<RollUp>;

const Ref = z.object({ position: z.number().int(), index: z.number().int() });

/** Why a task stands where it stands; `proof` names the events. */
export const WhyAnswer = z.object({
  key: TaskKey,
  status: TaskStateName,
  held: z
    .object({
      reason: TaskHeld.shape.reason,
      note: z.string(),
      until: Instant.nullable(),
      account: AccountId.nullable(),
      ref: Ref,
    })
    .nullable(),
  verdict: z.enum(['claimable', 'waiting', 'working', 'reviewing', 'merging', 'over']),
  summary: z.string(),
  reasons: z.array(
    z.object({
      kind: z.enum([
        'need',
        'after',
        'phase',
        'org',
        'plan',
        'hold',
        'role',
        'account',
        'role-limit',
        'cap',
        'worktree',
        'scope',
        'runner',
        'order',
        'attempt',
        'review',
        'queue',
        'landing',
        'end',
      ]),
      text: z.string(),
      data: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
      ),
      proof: z.array(Ref),
      change: z.string(),
    }),
  ),
  /** Of an answer about the past: the commits of the org that had to be folded for it, up to this position, and how long it took. */
  asOf: z
    .object({
      position: z.number().int(),
      at: Instant,
      commits: z.number().int(),
      ms: z.number().int(),
    })
    .optional(),
}) satisfies z.ZodType<Why>;
export type WhyAnswer = z.infer<typeof WhyAnswer>;
