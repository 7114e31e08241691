import { Instant, RegisterRepo, RepoId, type RepoView } from '@headrace/events';
import { z } from 'zod';
import { AcceptedAnswer, Reading } from '../http/parts.ts';
import { route } from '../http/route.ts';

const RepoRecord = z.object({
  repoId: RepoId,
  url: z.string(),
  defaultBranch: z.string(),
  registeredAt: Instant,
  position: z.number().int(),
}) satisfies z.ZodType<RepoView>;

export const repoRoutes = {
  register: route({
    method: 'POST',
    path: '/repos',
    summary: 'Registers a repository that git can read from here',
    access: ['admin', 'person'],
    body: RegisterRepo.omit({ type: true }).extend({
      defaultBranch: z.string().min(1).max(255).default('main'),
    }),
    status: 201,
    answer: AcceptedAnswer,
  }),
  list: route({
    method: 'GET',
    path: '/repos',
    summary: 'The repositories of the org',
    query: Reading,
    answer: z.object({ items: z.array(RepoRecord), position: z.number().int() }),
  }),
};
