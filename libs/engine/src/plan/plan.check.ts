import type { PlanFile, Problem, Result } from '@headrace/events';

export function checkPlan(_document: unknown): Result<PlanFile, readonly Problem[]> {
  throw new Error('not built yet');
}
