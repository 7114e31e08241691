import { listRepos } from '@headrace/readmodel';
import { Controller, Inject } from '@nestjs/common';
import type { Submitter } from '../command/submitter.ts';
import { refused } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Lists } from '../shard/lists.ts';
import { LISTS, SUBMITTER } from '../tokens.ts';
import { probe } from './git.probe.ts';
import { repoRoutes } from './repo.routes.ts';

@Controller()
export class RepoController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  /** Git is asked only for what the decider would take: it knows which urls are none. */
  @On(repoRoutes.register)
  async register(@Input() input: InputOf<typeof repoRoutes.register>) {
    const asking = this.submitter.askingOf(input);
    const command = { type: 'RegisterRepo', ...input.body } as const;
    const refusal = await this.submitter.rehearse(asking, command);
    if (refusal) throw refused(refusal);
    await probe(command.url, command.defaultBranch, input.gone);
    return this.submitter.send(asking, command);
  }

  @On(repoRoutes.list)
  list(@Input() input: InputOf<typeof repoRoutes.list>) {
    const { org } = this.submitter.askingOf(input);
    return this.lists.at(input.query.after, async (db) => ({ items: await listRepos(db, org) }));
  }
}
