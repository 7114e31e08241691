import type { GateView } from '@headrace/events';
import { instant, integer, json, nullable, position, real, rowOf, text } from '../row.ts';

export const GateRow = rowOf<GateView>(
  'gate',
  ['attemptId', 'stage', 'round', 'gate'],
  {
    attemptId: text,
    planId: text,
    taskId: text,
    stage: text,
    round: integer,
    gate: text,
    verdict: text,
    base: text,
    head: text,
    tree: text,
    definition: text,
    measure: nullable(real),
    limit: nullable(real),
    unit: text,
    durationMs: position, // milliseconds outgrow an integer after 24 days
    summary: text,
    evidence: nullable(json),
    reportedAt: instant,
    position,
  },
  [{ name: 'gate_of_task', fields: ['org', 'planId', 'taskId'] }],
);
