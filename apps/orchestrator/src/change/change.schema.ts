import {
  Actor,
  ChangeContent,
  ChangeId,
  Instant,
  PlanId,
  ReviewTerms,
  RunnerId,
  Sha,
  TaskId,
  type ChangeView,
} from '@headrace/events';
import { z } from 'zod';

export const changeStates = [
  'open',
  'reviewing',
  'queued',
  'landing',
  'landed',
  'sent-back',
] as const satisfies readonly ChangeView['state'][];
export const ChangeStateName = z.enum(changeStates);

/** A change as readers see it. */
export const ChangeRecord = z.object({
  changeId: ChangeId,
  planId: PlanId,
  taskId: TaskId,
  ...ChangeContent.shape,
  state: ChangeStateName,
  approvalsMissing: z.number().int(),
  terms: ReviewTerms.nullable(),
  reviews: z.array(
    z.object({
      actor: Actor,
      onBehalfOf: Actor.optional(),
      verdict: z.enum(['approve', 'reject']),
      note: z.string(),
      rule: z.string().nullable(),
      at: Instant,
      position: z.number().int(),
      void: z.boolean(),
    }),
  ),
  target: z.string().nullable(),
  queuedAt: Instant.nullable(),
  landingRunner: RunnerId.nullable(),
  result: Sha.nullable(),
  sentBack: z.string().nullable(),
  openedAt: Instant,
  landedAt: Instant.nullable(),
  position: z.number().int(),
}) satisfies z.ZodType<ChangeView>;
