import type { AttemptView } from '@headrace/events';
import { instant, integer, json, nullable, position, rowOf, text } from '../row.ts';

export const AttemptRow = rowOf<AttemptView>(
  'attempt',
  ['attemptId'],
  {
    attemptId: text,
    planId: text,
    taskId: text,
    fence: integer,
    runnerId: text,
    role: text,
    agent: text,
    account: text,
    agentVersion: nullable(text),
    state: text,
    outcome: nullable(text),
    base: nullable(text),
    branch: nullable(text),
    round: integer,
    failureClass: nullable(text),
    message: nullable(text),
    salvage: nullable(json),
    claimedAt: instant,
    startedAt: nullable(instant),
    endedAt: nullable(instant),
    position,
  },
  [
    { name: 'attempt_of_task', fields: ['org', 'planId', 'taskId', 'fence'] },
    { name: 'attempt_alive', fields: ['org', 'claimedAt'], where: `"state" <> 'ended'` },
  ],
);
