import { CommandAnswer, CommandRequest } from '@headrace/events';
import { z } from 'zod';
import { callerKinds } from '@headrace/events/token';
import { route } from '../http/route.ts';

/** Bounds the answer as well as the work; a client with more sends several. */
export const CommandRequests = z.array(CommandRequest).max(10_000);

export const commandRoutes = {
  submit: route({
    method: 'POST',
    path: '/commands',
    summary: 'Commands in, answers out, in order; a refusal does not stop those behind it',
    access: callerKinds,
    body: CommandRequests,
    answer: z.array(CommandAnswer),
  }),
};
