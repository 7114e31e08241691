import {
  CommandRequest,
  LandingAssignment,
  LandingClaimRequest,
  PlanId,
  ReviewChange,
} from '@headrace/events';
import { z } from 'zod';
import { AcceptedAnswer, OfChange, Paging, Reading, listOf, pageAnswer } from '../http/parts.ts';
import { people, route } from '../http/route.ts';
import { GateRecord } from '../task/task.schema.ts';
import { ChangeRecord, ChangeStateName } from './change.schema.ts';

export const changeRoutes = {
  list: route({
    method: 'GET',
    path: '/changes',
    summary: 'Changes, newest first; filtered, in pages',
    query: Paging.extend({ plan: PlanId.optional(), state: listOf(ChangeStateName).optional() }),
    answer: pageAnswer(ChangeRecord),
  }),
  get: route({
    method: 'GET',
    path: '/changes/:id',
    summary: 'One change with the results of its gates',
    params: OfChange,
    query: Reading,
    answer: z.object({ change: ChangeRecord, gates: z.array(GateRecord), position: z.number().int() }),
  }),
  diff: route({
    method: 'GET',
    path: '/changes/:id/diff',
    summary: 'The diff of a change',
    params: OfChange,
    answers: { 'text/x-diff': z.string() },
  }),
  review: route({
    method: 'POST',
    path: '/changes/:id/review',
    summary: 'Approves or rejects a change; runners and attempts may not',
    access: people,
    params: OfChange,
    body: ReviewChange.omit({ type: true, changeId: true }),
    answer: AcceptedAnswer,
  }),
  claim: route({
    method: 'POST',
    path: '/changes/claim',
    summary: 'Claims the head of a landing queue for a runner; waits up to `waitMs`',
    access: ['runner', 'admin'],
    body: LandingClaimRequest,
    answer: z.object({ landing: LandingAssignment.nullable() }),
  }),
  update: route({
    method: 'POST',
    path: '/changes/update',
    summary: 'One command of a landing: prepared, recorded, void, failed',
    access: ['attempt', 'admin'],
    body: CommandRequest,
    answer: AcceptedAnswer,
  }),
};
