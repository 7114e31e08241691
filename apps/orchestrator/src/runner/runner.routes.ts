import {
  AccountId,
  AgentName,
  AttemptId,
  Control,
  ForIdleRunner,
  Heartbeat,
  IdleRunner,
  Instant,
  RegisterRunner,
  RegisteredRunner,
  RoleId,
  RunnerId,
  RunnerOffer,
  RunnerPresence,
  type LiveRunner,
} from '@headrace/events';
import { z } from 'zod';
import { AcceptedAnswer, OfRunner, Reading } from '../http/parts.ts';
import { route } from '../http/route.ts';

const RunnerRecord = z.object({
  runnerId: RunnerId,
  version: z.string(),
  host: z.string(),
  ...RunnerOffer.shape,
  accounts: z.record(AgentName, AccountId),
  draining: z.boolean(),
  registeredAt: Instant,
  position: z.number().int(),
  alive: z.boolean(),
  presence: RunnerPresence.nullable(),
}) satisfies z.ZodType<LiveRunner>;

export const runnerRoutes = {
  register: route({
    method: 'POST',
    path: '/runners',
    summary: 'Registers a runner and gives it its token; registering again ends a drain',
    access: ['admin'],
    body: RegisterRunner.omit({ type: true }),
    status: 201,
    answer: RegisteredRunner,
  }),
  list: route({
    method: 'GET',
    path: '/runners',
    summary: 'Runners as they registered, and whether they are alive',
    query: Reading,
    answer: z.object({ items: z.array(RunnerRecord), position: z.number().int() }),
  }),
  heartbeat: route({
    method: 'POST',
    path: '/runners/:id/heartbeat',
    summary: 'Says that a runner and what it holds are alive; answers what it has to stop',
    access: ['runner', 'admin'],
    params: OfRunner,
    body: Heartbeat,
    answer: z.object({ control: z.array(Control) }),
  }),
  idle: route({
    method: 'POST',
    path: '/runners/:id/idle',
    summary:
      'Says that a runner is alive and holds nothing; waits up to `waitMs` for tasks, a landing, or what it is told',
    access: ['runner', 'admin'],
    params: OfRunner,
    body: IdleRunner,
    answer: ForIdleRunner,
  }),
  control: route({
    method: 'GET',
    path: '/runners/:id/control',
    at: 'writer',
    summary: 'What a runner has to stop, at once, as server-sent events',
    access: ['runner', 'admin'],
    params: OfRunner,
    answers: { 'text/event-stream': Control },
  }),
  drain: route({
    method: 'POST',
    path: '/runners/:id/drain',
    summary: 'Lets a runner finish what it holds and gives it nothing new',
    access: ['admin', 'person', 'runner'],
    params: OfRunner,
    answer: AcceptedAnswer,
  }),
  agents: route({
    method: 'GET',
    path: '/agents',
    summary: 'The attempts that are at work now',
    query: Reading,
    answer: z.object({
      items: z.array(
        z.object({
          attemptId: AttemptId,
          runnerId: RunnerId,
          agent: AgentName,
          role: RoleId,
          state: z.enum(['claimed', 'running', 'verifying']),
          since: Instant,
        }),
      ),
    }),
  }),
};
