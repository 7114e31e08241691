import { plansOf, viewPlan } from '@headrace/events';
import { PlanRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectPlans = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, PlanRow, { keysOf: plansOf, view: viewPlan }, batch);
