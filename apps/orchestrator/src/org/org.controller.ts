import { delegationsOf } from '@headrace/engine';
import { listInbox } from '@headrace/readmodel';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Lists } from '../shard/lists.ts';
import type { Shard } from '../shard/shard.ts';
import { LISTS, REPORT, SHARD, SUBMITTER } from '../tokens.ts';
import { orgRoutes } from './org.routes.ts';
import type { Report } from './report.ts';

@Controller()
export class OrgController {
  constructor(
    @Inject(REPORT) private readonly report: Report,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(SUBMITTER) private readonly submitter: Submitter,
  ) {}

  @On(orgRoutes.health)
  async health(@Res({ passthrough: true }) reply: FastifyReply) {
    const health = await this.report.health();
    if (health.status !== 'ok') void reply.status(503);
    return health;
  }

  @On(orgRoutes.peers)
  async peers() {
    return { peers: await this.report.peers() };
  }

  /** A token that is bound to an org sees that one. */
  @On(orgRoutes.clusters)
  async clusters(@Input() { caller }: InputOf<typeof orgRoutes.clusters>) {
    const clusters = await this.report.clusters();
    return { clusters: clusters.filter(({ org }) => caller.org === null || caller.org === org) };
  }

  /** From the state itself: it is at hand also while Postgres is not. */
  @On(orgRoutes.org)
  org(@Input() input: InputOf<typeof orgRoutes.org>) {
    const { org } = this.submitter.askingOf(input);
    return this.shard.look(org, ({ stopped, cap, attempts, landings }) => ({
      org,
      stopped: stopped && { reason: stopped.reason, since: stopped.since, position: stopped.ref.position },
      maxParallel: cap.maxParallel,
      attempts: attempts.size,
      landings: landings.size,
    }));
  }

  @On(orgRoutes.stop)
  stop(@Input() input: InputOf<typeof orgRoutes.stop>) {
    return this.submitter.send(this.submitter.askingOf(input), { type: 'StopOrg', ...input.body });
  }

  @On(orgRoutes.start)
  start(@Input() input: InputOf<typeof orgRoutes.start>) {
    return this.submitter.send(this.submitter.askingOf(input), { type: 'StartOrg' });
  }

  @On(orgRoutes.cap)
  cap(@Input() input: InputOf<typeof orgRoutes.cap>) {
    return this.submitter.send(this.submitter.askingOf(input), { type: 'CapOrg', ...input.body });
  }

  @On(orgRoutes.delegations)
  delegations(@Input() input: InputOf<typeof orgRoutes.delegations>) {
    const { org } = this.submitter.askingOf(input);
    return this.shard.look(org, (state) => ({ items: delegationsOf(state) }));
  }

  @On(orgRoutes.delegate)
  delegate(@Input() input: InputOf<typeof orgRoutes.delegate>) {
    return this.submitter.send(this.submitter.askingOf(input), { type: 'DelegateReviews', ...input.body });
  }

  @On(orgRoutes.revoke)
  revoke(@Input() input: InputOf<typeof orgRoutes.revoke>) {
    return this.submitter.send(this.submitter.askingOf(input), { type: 'RevokeReviews', ...input.body });
  }

  @On(orgRoutes.inbox)
  inbox(@Input() input: InputOf<typeof orgRoutes.inbox>) {
    const { org } = this.submitter.askingOf(input);
    return this.lists.at(input.query.after, async (db) => ({ items: await listInbox(db, org) }));
  }
}
