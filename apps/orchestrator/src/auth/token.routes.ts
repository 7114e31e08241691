import { Actor, OrgId } from '@headrace/events';
import { z } from 'zod';
import { route } from '../http/route.ts';

/** Runners and attempts get theirs where they are registered and claimed. */
const MintableActor = Actor.refine((actor) => /^(person|policy|reactor):/.test(actor), {
  error: 'expected person:…, policy:… or reactor:…',
});

export const tokenRoutes = {
  mint: route({
    method: 'POST',
    path: '/tokens',
    at: 'any',
    summary: 'A token for a person, a policy or a reactor, in the org that X-Org names',
    access: ['admin'],
    body: z.strictObject({
      actor: MintableActor,
      /** Without it, it is valid until the admin's token changes. */
      ttlSeconds: z.number().int().min(1).max(31_536_000).optional(),
    }),
    status: 201,
    answer: z.object({ token: z.string(), actor: Actor, org: OrgId.nullable() }),
  }),
};
