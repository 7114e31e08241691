import type { CapOrg, CapPlan, Ref } from '@headrace/events';
import { refuse } from '../refuse.ts';

/** At most so many attempts at once, and where that was said; null: no limit. */
export type Cap = { readonly maxParallel: number | null; readonly ref: Ref | null };

export const UNCAPPED: Cap = { maxParallel: null, ref: null };

export const isReached = ({ maxParallel }: Cap, atWork: number): boolean =>
  maxParallel !== null && atWork >= maxParallel;

/** A cap of 0 would be a pause that nobody sees. null: it is one. */
export function refusedAsCap({ type, maxParallel }: CapOrg | CapPlan) {
  if (maxParallel === null || maxParallel >= 1) return null;
  const pause = type === 'CapPlan' ? 'PausePlan' : 'StopOrg';
  return refuse('CAP_INVALID', `A cap of ${maxParallel} lets nothing run.`, {
    path: 'maxParallel',
    expected: 'at least 1, or null for no limit',
    allowed: [pause],
  });
}
