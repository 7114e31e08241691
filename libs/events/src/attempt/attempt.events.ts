import { z } from 'zod';
import { EvidenceRef, Text } from '../evidence.ts';
import { FailureClass } from '../failure/failure.policy.ts';
import {
  AccountId,
  AgentName,
  AttemptId,
  Digest,
  GateId,
  PlanId,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
} from '../ids.ts';
import { Instant } from '../instant.ts';
import { GraceMs } from './grace.ts';

/** Every event of an attempt names its task too, so that readers need no join. */
const ofAttempt = { planId: PlanId, taskId: TaskId, attemptId: AttemptId };

/** A gate's verdict, bound to exactly these objects; void when one of them changes. Lines of `summary` are for people. */
export const GateResult = z.object({
  gate: GateId,
  verdict: z.enum(['passed', 'failed']),
  base: Sha,
  head: Sha,
  tree: Sha,
  /** SHA-256 of the gate's definition (`definitionOf`). */
  definition: Digest,
  measure: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string().max(20),
  durationMs: z.number().int().nonnegative(),
  summary: z.string().max(500),
  evidence: EvidenceRef.nullable(),
});
export type GateResult = z.infer<typeof GateResult>;

/** Work that was not landed, kept in the repository under `ref`; null where there was nothing to keep. */
export const Salvage = z.object({ ref: z.string().max(300), sha: Sha, pushed: z.boolean() });
export type Salvage = z.infer<typeof Salvage>;

/** `fence`: the task's claim counter. `rank` and `key`: place in the offer order and what decided it, for audit. */
export const TaskClaimed = z.object({
  type: z.literal('TaskClaimed'),
  ...ofAttempt,
  fence: z.number().int().positive(),
  runnerId: RunnerId,
  role: RoleId,
  agent: AgentName,
  /** Whose quota it uses; where it is missing, that of the agent's own name. */
  account: AccountId.optional(),
  leaseMs: z.number().int().positive(),
  rank: z.number().int().nonnegative(),
  key: z.object({ priority: z.number().int(), path: z.number(), since: Instant }),
});
export type TaskClaimed = z.infer<typeof TaskClaimed>;

export const AttemptStarted = z.object({
  type: z.literal('AttemptStarted'),
  ...ofAttempt,
  base: Sha,
  branch: z.string().max(300),
  agentVersion: z.string().max(200),
});
export type AttemptStarted = z.infer<typeof AttemptStarted>;

/** `round` counts from 1; a new one begins when failing gates were fed back. */
export const GatesStarted = z.object({
  type: z.literal('GatesStarted'),
  ...ofAttempt,
  round: z.number().int().positive(),
  gates: z.array(GateId),
});
export type GatesStarted = z.infer<typeof GatesStarted>;

export const GateReported = z.object({
  type: z.literal('GateReported'),
  ...ofAttempt,
  round: z.number().int().positive(),
  result: GateResult,
});
export type GateReported = z.infer<typeof GateReported>;

/** The failing gates' output went back to the agent, in the same session; or what is wrong with what it proposed. */
export const AttemptFedBack = z.object({
  type: z.literal('AttemptFedBack'),
  ...ofAttempt,
  round: z.number().int().positive(),
  /** Empty where a proposal went back. */
  gates: z.array(GateId),
  proposal: z.string().min(1).max(1000).optional(),
});
export type AttemptFedBack = z.infer<typeof AttemptFedBack>;

/** The runner went silent. Not a failure: the task is offered again at no cost. */
export const ClaimExpired = z.object({
  type: z.literal('ClaimExpired'),
  ...ofAttempt,
  fence: z.number().int().positive(),
  lastHeartbeatAt: Instant,
});
export type ClaimExpired = z.infer<typeof ClaimExpired>;

/** `fingerprint`: equal for failures that look the same; three in a row open the loop breaker. */
export const AttemptFailed = z.object({
  type: z.literal('AttemptFailed'),
  ...ofAttempt,
  class: FailureClass,
  message: z.string().max(2000),
  fingerprint: z.string().max(100),
  feedback: Text.nullable(),
  salvage: Salvage.nullable(),
  /** When the provider said that its quota returns. */
  quotaUntil: Instant.nullable(),
});
export type AttemptFailed = z.infer<typeof AttemptFailed>;

/** Its task was cancelled; the runner is told to stop and saves the work. `graceMs` missing: as long as runners give. */
export const AttemptCancelled = z.object({
  type: z.literal('AttemptCancelled'),
  ...ofAttempt,
  reason: z.string().max(1000),
  graceMs: GraceMs.optional(),
});
export type AttemptCancelled = z.infer<typeof AttemptCancelled>;

/** Somebody ended these attempts, not their tasks, which go back to work at no cost. `fences`: of each task's attempt. */
export const AttemptsStopped = z.object({
  type: z.literal('AttemptsStopped'),
  planId: PlanId,
  taskIds: z.array(TaskId).min(1),
  fences: z.array(z.number().int().positive()).min(1),
  reason: z.string().max(1000),
  graceMs: GraceMs,
});
export type AttemptsStopped = z.infer<typeof AttemptsStopped>;

/** What the runner kept of an attempt that was ended from outside; `salvage` null: there was nothing to keep. */
export const WorkSaved = z.object({
  type: z.literal('WorkSaved'),
  ...ofAttempt,
  salvage: Salvage.nullable(),
  note: z.string().max(1000),
});
export type WorkSaved = z.infer<typeof WorkSaved>;

/** A task with `change: none` proved what it had to. */
export const AttemptCompleted = z.object({ type: z.literal('AttemptCompleted'), ...ofAttempt });
export type AttemptCompleted = z.infer<typeof AttemptCompleted>;

export const AttemptEvent = z.discriminatedUnion('type', [
  TaskClaimed,
  AttemptStarted,
  GatesStarted,
  GateReported,
  AttemptFedBack,
  ClaimExpired,
  AttemptFailed,
  AttemptCancelled,
  AttemptsStopped,
  AttemptCompleted,
  WorkSaved,
]);
export type AttemptEvent = z.infer<typeof AttemptEvent>;
