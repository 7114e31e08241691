import { stringify } from 'yaml';
import type { PlanFile } from '../plan/plan.file.ts';

/** A plan file as people read it. `checkPlanText` reads it back. */
export const writePlan = (plan: PlanFile): string => stringify(plan);
