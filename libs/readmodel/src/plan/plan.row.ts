import type { PlanView } from '@headrace/events';
import { instant, integer, json, nullable, position, rowOf, text } from '../row.ts';

export const PlanRow = rowOf<PlanView>(
  'plan',
  ['planId'],
  {
    planId: text,
    title: text,
    description: text,
    repoId: text,
    target: text,
    state: text,
    pausedReason: nullable(text),
    pausedBy: nullable(text),
    pausedAt: nullable(instant),
    maxParallel: nullable(integer),
    pausedRoles: json,
    phases: json,
    roles: json,
    gates: json,
    revision: integer,
    createdAt: instant,
    finishedAt: nullable(instant),
    archivedAt: nullable(instant),
    position,
  },
  [{ name: 'plan_by_age', fields: ['org', 'createdAt', 'planId'] }],
);
