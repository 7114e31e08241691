import { z } from 'zod';
import { PhaseId, PlanId } from '../ids.ts';
import { SubmittedPlan } from './plan.file.ts';

const reason = z.string().max(1000).default('');

/** The whole plan or nothing. The plan's id must be new in the org (PLAN_EXISTS) and its repository registered (REPO_UNKNOWN). */
export const SubmitPlan = z.object({ type: z.literal('SubmitPlan'), plan: SubmittedPlan });
export type SubmitPlan = z.infer<typeof SubmitPlan>;

export const PausePlan = z.object({ type: z.literal('PausePlan'), planId: PlanId, reason });
export type PausePlan = z.infer<typeof PausePlan>;
export const ResumePlan = z.object({ type: z.literal('ResumePlan'), planId: PlanId });
export type ResumePlan = z.infer<typeof ResumePlan>;
export const CancelPlan = z.object({ type: z.literal('CancelPlan'), planId: PlanId, reason });
export type CancelPlan = z.infer<typeof CancelPlan>;
export const PausePhase = z.object({
  type: z.literal('PausePhase'),
  planId: PlanId,
  phaseId: PhaseId,
  reason,
});
export type PausePhase = z.infer<typeof PausePhase>;
export const ResumePhase = z.object({ type: z.literal('ResumePhase'), planId: PlanId, phaseId: PhaseId });
export type ResumePhase = z.infer<typeof ResumePhase>;

export const PlanCommand = z.discriminatedUnion('type', [
  SubmitPlan,
  PausePlan,
  ResumePlan,
  CancelPlan,
  PausePhase,
  ResumePhase,
]);
export type PlanCommand = z.infer<typeof PlanCommand>;
