import { Controller, Inject } from '@nestjs/common';
import { Input, On, type InputOf } from '../http/on.ts';
import { PLACEMENT_DESK } from '../tokens.ts';
import type { PlacementDesk } from './placement.desk.ts';
import { placementRoutes } from './placement.routes.ts';

@Controller()
export class PlacementController {
  constructor(@Inject(PLACEMENT_DESK) private readonly desk: PlacementDesk) {}

  /** A token that is bound to an org sees that one. */
  @On(placementRoutes.list)
  async list(@Input() { caller }: InputOf<typeof placementRoutes.list>) {
    const orgs = await this.desk.list();
    return { orgs: orgs.filter(({ org }) => caller.org === null || caller.org === org) };
  }

  @On(placementRoutes.place)
  async place(@Input() { params: { org }, body: { shard } }: InputOf<typeof placementRoutes.place>) {
    await this.desk.place(org, shard);
    return { org, shard };
  }
}
