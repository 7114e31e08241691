import type { ChangeView } from '@headrace/events';
import { instant, integer, json, nullable, position, rowOf, text } from '../row.ts';

export const ChangeRow = rowOf<ChangeView>(
  'change',
  ['changeId'],
  {
    changeId: text,
    planId: text,
    taskId: text,
    branch: text,
    base: text,
    head: text,
    tree: text,
    patchId: text,
    files: json,
    lines: integer,
    diff: json,
    state: text,
    approvalsMissing: integer,
    terms: nullable(json),
    reviews: json,
    target: nullable(text),
    queuedAt: nullable(instant),
    landingRunner: nullable(text),
    result: nullable(text),
    sentBack: nullable(text),
    openedAt: instant,
    landedAt: nullable(instant),
    position,
  },
  [
    { name: 'change_in_plan', fields: ['org', 'planId', 'openedAt', 'changeId'] },
    { name: 'change_in_state', fields: ['org', 'state', 'openedAt', 'changeId'] },
    { name: 'change_by_age', fields: ['org', 'openedAt', 'changeId'] },
  ],
);
