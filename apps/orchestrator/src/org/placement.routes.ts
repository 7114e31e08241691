import { OrgId, Placement, ShardName } from '@headrace/events';
import { z } from 'zod';
import { route } from '../http/route.ts';

export const PlacedOrg = z.object({
  org: OrgId,
  shard: ShardName,
  /** Where the shard is written; null: nowhere at the moment. */
  writer: z.string().nullable(),
  /** The last of the shard; null: it cannot be read at the moment. */
  position: z.number().int().nullable(),
});
export type PlacedOrg = z.infer<typeof PlacedOrg>;

export const placementRoutes = {
  list: route({
    method: 'GET',
    path: '/orgs',
    at: 'any',
    summary: 'Every org: its shard, where that is written, and how far',
    answer: z.object({ orgs: z.array(PlacedOrg) }),
  }),
  place: route({
    method: 'PUT',
    path: '/orgs/:org/shard',
    at: 'any',
    summary: 'Says in which shard an org lives, before it is used; it never moves',
    access: ['admin'],
    params: z.object({ org: OrgId }),
    body: Placement,
    answer: Placement.extend({ org: OrgId }),
  }),
};
