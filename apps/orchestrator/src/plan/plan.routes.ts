import {
  CapPlan,
  Digest,
  EditPlan,
  EditPreview,
  GraceMs,
  PlanFile,
  PlanId,
  PrioritiseTasks,
} from '@headrace/events';
import { PLAN_TEXT_BYTES } from '@headrace/events/plan-file';
import { z } from 'zod';
import {
  AcceptedAnswer,
  OfPhase,
  OfPlan,
  OfRole,
  Paging,
  Reading,
  listOf,
  pageAnswer,
} from '../http/parts.ts';
import { route } from '../http/route.ts';
import { TaskRecord } from '../task/task.schema.ts';
import { Counts, PlanRecord, PlanStateName } from './plan.schema.ts';

const deciders = ['admin', 'person'] as const;
const Reason = z.object({
  reason: z.string().max(1000).default(''),
  /** Attempts under way end, after so long by force; missing: they go on (a cancel gives them what runners give). */
  graceMs: GraceMs.optional(),
});

const planText = {
  method: 'POST',
  access: deciders,
  bodyKind: 'text',
  consumes: ['application/yaml', 'text/yaml', 'application/json'],
  // a little more than may be read, so that a file over the limit is told so by its own code
  maxBytes: PLAN_TEXT_BYTES + 8 * 2 ** 20,
} as const;

/** `position` null: it was a dry run, or nothing had to change. */
const EditAnswer = z.object({
  preview: EditPreview,
  position: z.number().int().nullable(),
  events: z.array(z.string()),
});

/** The name of the file, for the places in problems. */
const FileName = z.object({ file: z.string().max(1000).default('plan') });

const control = (verb: string, summary: string, body: z.ZodType = z.object({})) =>
  route({
    method: 'POST',
    path: `/plans/:id/${verb}`,
    summary,
    access: deciders,
    params: OfPlan,
    body: body as typeof Reason,
    answer: AcceptedAnswer,
  });

const controlPhase = (verb: string, summary: string, body: z.ZodType = z.object({})) =>
  route({
    method: 'POST',
    path: `/plans/:id/phases/:phase/${verb}`,
    summary,
    access: deciders,
    params: OfPhase,
    body: body as typeof Reason,
    answer: AcceptedAnswer,
  });

const controlRole = (verb: string, summary: string, body: z.ZodType = z.object({})) =>
  route({
    method: 'POST',
    path: `/plans/:id/roles/:role/${verb}`,
    summary,
    access: deciders,
    params: OfRole,
    body: body as typeof Reason,
    answer: AcceptedAnswer,
  });

export const planRoutes = {
  submit: route({
    ...planText,
    path: '/plans',
    summary: 'Submits a plan file, YAML or JSON; with ?validate=1 it is only checked. All problems at once',
    query: FileName.extend({ validate: z.enum(['0', '1']).default('0') }),
    status: 201,
    answer: z.object({ planId: PlanId, position: z.number().int().nullable(), tasks: z.number().int() }),
  }),
  validate: route({
    ...planText,
    path: '/plans/validate',
    at: 'any',
    summary: 'Checks a plan file and submits nothing',
    query: FileName,
    answer: z.object({ planId: PlanId, position: z.null(), tasks: z.number().int() }),
  }),
  draft: route({
    method: 'GET',
    path: '/plans/:id/draft',
    summary: 'How far a large plan has come that is being submitted',
    params: OfPlan,
    answer: z.object({ planId: PlanId, tasks: z.number().int(), of: z.number().int() }),
  }),
  list: route({
    method: 'GET',
    path: '/plans',
    summary: 'Plans, newest first, in pages; those that were archived with `archived=1`',
    query: Paging.extend({ state: listOf(PlanStateName).optional(), archived: z.literal('1').optional() }),
    answer: pageAnswer(PlanRecord.extend({ counts: Counts })),
  }),
  get: route({
    method: 'GET',
    path: '/plans/:id',
    summary: 'One plan with all its tasks',
    params: OfPlan,
    query: Reading,
    answer: PlanRecord.extend({ counts: Counts, tasks: z.array(TaskRecord) }),
  }),
  file: route({
    method: 'GET',
    path: '/plans/:id/file',
    summary:
      'The plan as it is now, as a plan file, and the revision that it is; of an archived one, as it was last',
    params: OfPlan,
    answer: z.object({ revision: z.number().int(), plan: PlanFile }),
  }),
  edit: route({
    ...planText,
    path: '/plans/:id/edit',
    summary:
      'Makes a running plan what this file says; with ?dryRun=1 says what that would do. All or nothing',
    params: OfPlan,
    query: FileName.extend({
      dryRun: z.enum(['0', '1']).default('0'),
      affected: Digest.optional(),
      revision: z.coerce.number().int().positive().optional(),
      note: z.string().max(1000).default(''),
    }),
    answer: EditAnswer,
  }),
  patch: route({
    method: 'POST',
    path: '/plans/:id/patch',
    summary: 'Edits a running plan by operations made for one revision of it; all or nothing',
    access: deciders,
    params: OfPlan,
    body: z.strictObject({
      ...EditPlan.omit({ type: true, planId: true }).shape,
      dryRun: z.boolean().default(false),
    }),
    answer: EditAnswer,
  }),
  pause: control(
    'pause',
    'Pauses a plan: nothing of it is offered; attempts under way go on, or with `graceMs` end',
    Reason,
  ),
  resume: control('resume', 'Resumes a paused plan'),
  cancel: control('cancel', 'Cancels a plan and everything in it that is not finished', Reason),
  archive: control('archive', 'Archives a plan that has ended: it can be read, and never goes on'),
  pausePhase: controlPhase('pause', 'Pauses a phase of a plan', Reason),
  resumePhase: controlPhase('resume', 'Opens a paused phase of a plan'),
  cancelPhase: controlPhase('cancel', 'Cancels what is not over in a phase', Reason),
  pauseRole: controlRole('pause', 'Pauses a role of a plan: its tasks are not offered', Reason),
  resumeRole: controlRole('resume', 'Resumes a paused role of a plan'),
  cancelRole: controlRole('cancel', 'Cancels what is not over with a role', Reason),
  cap: route({
    method: 'POST',
    path: '/plans/:id/cap',
    summary: 'At most so many attempts of a plan at once; null: no limit',
    access: deciders,
    params: OfPlan,
    body: CapPlan.pick({ maxParallel: true }),
    answer: AcceptedAnswer,
  }),
  prioritise: route({
    method: 'POST',
    path: '/plans/:id/prioritise',
    summary: 'Gives tasks of a plan another priority: those named, of a phase, of a role, or all',
    access: deciders,
    params: OfPlan,
    body: PrioritiseTasks.omit({ type: true, planId: true }),
    answer: AcceptedAnswer,
  }),
};
