import { z } from 'zod';
import { Text } from '../evidence.ts';
import { AgentName, AttemptId, GateId, RoleId, RunnerId, Sha } from '../ids.ts';
import { Instant } from '../instant.ts';
import { ChangeContent } from '../change/change.events.ts';
import { SplitPart } from '../plan/plan.file.ts';
import { ProposeDecomposition } from '../task/task.decomposition.ts';
import { FailureClass } from '../failure/failure.policy.ts';
import { GateResult, Salvage } from './attempt.events.ts';

/** What every later command of an attempt carries; a stale fence is refused (FENCE_STALE), always. */
const underClaim = { attemptId: AttemptId, fence: z.number().int().positive() };

/** Claims up to `slots` tasks of one plan, best first; nothing claimable claims nothing. */
export const ClaimTasks = z.object({
  type: z.literal('ClaimTasks'),
  runnerId: RunnerId,
  roles: z.array(z.union([RoleId, z.literal('*')])).min(1),
  agents: z.array(AgentName).min(1),
  labels: z.array(z.string()),
  slots: z.number().int().min(1).max(256),
  leaseMs: z.number().int().min(1000).max(3_600_000),
});
export type ClaimTasks = z.infer<typeof ClaimTasks>;

export const StartAttempt = z.object({
  type: z.literal('StartAttempt'),
  ...underClaim,
  base: Sha,
  branch: z.string().max(300),
  agentVersion: z.string().max(200).default(''),
});
export type StartAttempt = z.infer<typeof StartAttempt>;

export const StartGates = z.object({
  type: z.literal('StartGates'),
  ...underClaim,
  round: z.number().int().positive(),
});
export type StartGates = z.infer<typeof StartGates>;

export const ReportGate = z.object({
  type: z.literal('ReportGate'),
  ...underClaim,
  round: z.number().int().positive(),
  result: GateResult,
});
export type ReportGate = z.infer<typeof ReportGate>;

export const FeedBackAttempt = z.object({
  type: z.literal('FeedBackAttempt'),
  ...underClaim,
  round: z.number().int().positive(),
  gates: z.array(GateId),
  /** What is wrong with the decomposition that it proposed; no gates have run then. */
  proposal: z.string().min(1).max(1000).optional(),
});
export type FeedBackAttempt = z.infer<typeof FeedBackAttempt>;

/** Ends the attempt with a change on the forge; needs every gate of the task passed on exactly (base, head, tree). */
export const OpenChange = z.object({ type: z.literal('OpenChange'), ...underClaim, ...ChangeContent.shape });
export type OpenChange = z.infer<typeof OpenChange>;

/** Ends an attempt of a task with `change: none`; needs every gate passed. */
export const CompleteAttempt = z.object({ type: z.literal('CompleteAttempt'), ...underClaim });
export type CompleteAttempt = z.infer<typeof CompleteAttempt>;

export const FailAttempt = z.object({
  type: z.literal('FailAttempt'),
  ...underClaim,
  class: FailureClass,
  message: z.string().max(2000),
  fingerprint: z.string().max(100),
  /** What the next attempt is told. */
  feedback: Text.nullable().default(null),
  salvage: Salvage.nullable().default(null),
  quotaUntil: Instant.nullable().default(null),
});
export type FailAttempt = z.infer<typeof FailAttempt>;

/** Ends the attempt: the change is over its limit; the work is kept at `ref`. */
export const ProposeSplit = z.object({
  type: z.literal('ProposeSplit'),
  ...underClaim,
  lines: z.number().int().positive(),
  limit: z.number().int().positive(),
  source: Sha,
  ref: z.string().max(300),
  parts: z
    .array(SplitPart.extend({ lines: z.number().int().nonnegative() }))
    .min(2)
    .max(50),
});
export type ProposeSplit = z.infer<typeof ProposeSplit>;

/** From the planner. Refused (LEASE_ALIVE) while `max(lastHeartbeatAt, servingSince) + leaseMs` is not past. */
export const ExpireClaim = z.object({ type: z.literal('ExpireClaim'), ...underClaim });
export type ExpireClaim = z.infer<typeof ExpireClaim>;

/** What the runner kept of an attempt that was ended from outside. Gives no right to the task: the fence is the attempt's own. */
export const ReportSalvage = z.object({
  type: z.literal('ReportSalvage'),
  ...underClaim,
  salvage: Salvage.nullable(),
  note: z.string().max(1000).default(''),
});
export type ReportSalvage = z.infer<typeof ReportSalvage>;

export const AttemptCommand = z.discriminatedUnion('type', [
  ClaimTasks,
  StartAttempt,
  StartGates,
  ReportGate,
  FeedBackAttempt,
  OpenChange,
  CompleteAttempt,
  FailAttempt,
  ProposeSplit,
  ProposeDecomposition,
  ExpireClaim,
  ReportSalvage,
]);
export type AttemptCommand = z.infer<typeof AttemptCommand>;
