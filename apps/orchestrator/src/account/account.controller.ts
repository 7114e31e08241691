import { listAccounts } from '@headrace/readmodel';
import { Controller, Inject } from '@nestjs/common';
import type { Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Lists } from '../shard/lists.ts';
import { LISTS, SUBMITTER } from '../tokens.ts';
import { accountRoutes } from './account.routes.ts';

@Controller()
export class AccountController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @On(accountRoutes.list)
  list(@Input() input: InputOf<typeof accountRoutes.list>) {
    const { org } = this.submitter.askingOf(input);
    return this.lists.at(input.query.after, async (db) => ({ items: await listAccounts(db, org) }));
  }

  @On(accountRoutes.release)
  release(@Input() input: InputOf<typeof accountRoutes.release>) {
    const { account } = input.params;
    return this.submitter.send(this.submitter.askingOf(input), { type: 'ReleaseAccount', account });
  }
}
