import {
  AgentName,
  Assignment,
  ClaimRequest,
  CommandRequest,
  DecomposeTask,
  Gate,
  GateId,
  Glob,
  GraceMs,
  LogChunk,
  LogLine,
  PlanId,
  Priority,
  Proposal,
  ProposalCheck,
  ReassignTask,
  RepoId,
  RetryTask,
  RoleId,
  SkipTask,
  TaskId,
  TaskKey,
  TaskPatch,
} from '@headrace/events';
import { z } from 'zod';
import { ChangeRecord } from '../change/change.schema.ts';
import {
  AcceptedAnswer,
  LineNumber,
  OfTask,
  Paging,
  Position,
  Reading,
  listOf,
  pageAnswer,
} from '../http/parts.ts';
import { route } from '../http/route.ts';
import {
  AttemptRecord,
  GateRecord,
  RollUpAnswer,
  TaskRecord,
  TaskStateName,
  WhyAnswer,
} from './task.schema.ts';

const deciders = ['admin', 'person'] as const;
const Note = z.object({ note: z.string().max(1000).default('') });
/** `graceMs`: what an attempt under way has to end by itself. */
const Ending = Note.extend({ graceMs: GraceMs.optional() });

/** One task without a plan of its own; it becomes a plan of one. */
export const ScheduleRequest = z.strictObject({
  title: z.string().min(1).max(200),
  brief: z.string().max(262_144).default(''),
  repo: RepoId,
  role: RoleId.default('developer' as RoleId),
  agent: AgentName.default('shell' as AgentName),
  /** The command of agent `shell`. */
  run: z.string().min(1).max(4096).optional(),
  gates: z.record(GateId, Gate).default({}),
  scope: z.array(Glob).max(100).default([]),
  priority: Priority.default('medium'),
  target: z.string().min(1).max(255).optional(),
  approvals: z.number().int().min(0).max(5).default(1),
});
export type ScheduleRequest = z.infer<typeof ScheduleRequest>;

const Scheduled = z.object({
  planId: PlanId,
  taskId: TaskId,
  key: TaskKey,
  position: z.number().int().nullable(),
});

const schedule = (path: string) =>
  route({
    method: 'POST',
    path,
    summary: 'Schedules one task without a plan; it becomes a plan of one',
    access: deciders,
    body: ScheduleRequest,
    status: 201,
    answer: Scheduled,
  });

const decide = <B extends z.ZodType>(verb: string, summary: string, body: B) =>
  route({
    method: 'POST',
    path: `/tasks/:key/${verb}`,
    summary,
    access: deciders,
    params: OfTask,
    body,
    answer: AcceptedAnswer,
  });

export const taskRoutes = {
  schedule: schedule('/schedule'),
  create: schedule('/tasks'),
  list: route({
    method: 'GET',
    path: '/tasks',
    summary: 'Tasks, plan by plan; filtered, in pages',
    query: Paging.extend({
      plan: PlanId.optional(),
      /** Several with commas. */
      state: listOf(TaskStateName).optional(),
      role: RoleId.optional(),
      /** In key or title. */
      q: z.string().max(200).optional(),
    }),
    answer: pageAnswer(TaskRecord),
  }),
  get: route({
    method: 'GET',
    path: '/tasks/:key',
    summary: 'One task with its attempts, gates, change, and why it stands where it stands',
    params: OfTask,
    query: Reading,
    answer: z.object({
      task: TaskRecord,
      attempts: z.array(AttemptRecord),
      gates: z.array(GateRecord),
      change: ChangeRecord.nullable(),
      /** Of a task that was divided; null of any other. */
      rollUp: RollUpAnswer.nullable(),
      why: WhyAnswer.nullable(),
      position: z.number().int(),
    }),
  }),
  why: route({
    method: 'GET',
    path: '/tasks/:key/why',
    summary:
      'Why a task stands where it stands, now or at a position, with the events that prove it; the past costs a fold of all commits up to there, one question at a time',
    params: OfTask,
    query: z.object({ at: Position.optional() }),
    answer: WhyAnswer,
  }),
  edit: route({
    method: 'PATCH',
    path: '/tasks/:key',
    summary: 'Edits a task that is not claimed',
    access: deciders,
    params: OfTask,
    body: z.strictObject({
      patch: TaskPatch.extend({ brief: z.string().max(262_144).optional() }),
    }),
    answer: AcceptedAnswer,
  }),
  cancel: decide('cancel', 'Cancels a task and its attempt', Ending),
  retry: decide('retry', 'Gives a failed or cancelled task another try', RetryTask.pick({ from: true })),
  skip: decide(
    'skip',
    'Says that a task need not be done: dependants go on as if it were',
    SkipTask.pick({ reason: true, graceMs: true }),
  ),
  reassign: decide(
    'reassign',
    'Gives a task to another role, agent or runner',
    ReassignTask.omit({ type: true, planId: true, taskId: true }),
  ),
  hold: decide(
    'hold',
    'Holds a task: it is not offered until it is released; with `graceMs` its attempt ends',
    Ending,
  ),
  release: decide('release', 'Releases a held task', z.object({})),
  split: route({
    method: 'POST',
    path: '/tasks/:key/split',
    summary: 'Accepts or rejects the split that is proposed for a task',
    access: ['admin', 'person', 'policy'],
    params: OfTask,
    body: Note.extend({ verdict: z.enum(['accept', 'reject']), rule: z.string().max(200).optional() }),
    answer: AcceptedAnswer,
  }),
  decompose: decide(
    'decompose',
    'Puts a graph of tasks in the place of one that nobody works on, or proposes it',
    DecomposeTask.omit({ type: true, planId: true, taskId: true }),
  ),
  decomposition: route({
    method: 'POST',
    path: '/tasks/:key/decomposition',
    summary: 'Accepts or rejects the graph of tasks that is proposed in the place of a task',
    access: ['admin', 'person', 'policy'],
    params: OfTask,
    body: Note.extend({ verdict: z.enum(['accept', 'reject']), rule: z.string().max(200).optional() }),
    answer: AcceptedAnswer,
  }),
  claim: route({
    method: 'POST',
    path: '/tasks/claim',
    summary: 'Claims up to `slots` tasks for a runner; waits up to `waitMs` for the first one',
    access: ['runner', 'admin'],
    body: ClaimRequest,
    answer: z.object({ attempts: z.array(Assignment) }),
  }),
  update: route({
    method: 'POST',
    path: '/tasks/update',
    summary: 'One command of an attempt: its start, gates, change, failure',
    access: ['attempt', 'admin'],
    body: CommandRequest,
    answer: AcceptedAnswer,
  }),
  proposal: route({
    method: 'POST',
    path: '/tasks/proposal',
    summary: 'Checks the tasks that an attempt is about to propose in the place of its own; records nothing',
    access: ['attempt', 'admin'],
    body: ProposalCheck,
    answer: Proposal,
  }),
  log: route({
    method: 'POST',
    path: '/tasks/log',
    summary: 'Stores a chunk of what an attempt prints; what is stored already is not stored again',
    access: ['attempt', 'admin'],
    body: LogChunk,
    answer: z.object({ nextLine: z.number().int() }),
  }),
  logs: route({
    method: 'GET',
    path: '/tasks/:key/logs',
    summary: "An attempt's output from any line; as server-sent events or as a page of JSON",
    params: OfTask,
    query: z.object({
      /** The attempt's number (its fence); the last one when missing. */
      attempt: z.coerce.number().int().positive().optional(),
      from: LineNumber.default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
      /** 1: goes on as long as the attempt writes. */
      follow: z.enum(['0', '1']).default('0'),
    }),
    answers: {
      'text/event-stream': LogLine,
      'application/json': z.object({
        lines: z.array(LogLine),
        /** The line that follows this page; null at the end. */
        next: z.number().int().nullable(),
        total: z.number().int(),
      }),
    },
  }),
};
