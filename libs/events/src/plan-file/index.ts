export { checkPlanText } from './plan.check.ts';
export { PLAN_TEXT_BYTES, readPlanText, type PlanText } from './plan.read.ts';
export type { Place, Part } from './plan.place.ts';
export { writePlan } from './plan.write.ts';
