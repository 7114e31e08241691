import type { Assignment } from '@headrace/events';
import { Controller, Inject } from '@nestjs/common';
import { speaksFor } from '../auth/permission.ts';
import type { Tokens } from '@headrace/events/token';
import { senderOf, type Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Recall } from '../shard/recall.ts';
import type { Shard } from '../shard/shard.ts';
import { CLAIMS, PROPOSALS, RECALL, SHARD, SUBMITTER, TOKENS } from '../tokens.ts';
import { assignmentsFor } from './assignment.ts';
import type { Claims } from './claims.ts';
import type { Proposals } from './proposals.ts';
import { taskRoutes } from './task.routes.ts';

@Controller()
export class ClaimController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(CLAIMS) private readonly claims: Claims,
    @Inject(RECALL) private readonly recall: Recall,
    @Inject(TOKENS) private readonly tokens: Tokens,
    @Inject(PROPOSALS) private readonly proposals: Proposals,
  ) {}

  @On(taskRoutes.claim)
  async claim(@Input() input: InputOf<typeof taskRoutes.claim>): Promise<{ attempts: Assignment[] }> {
    const { body: request, caller, gone } = input;
    speaksFor(caller, request.runnerId);
    const asking = this.submitter.askingOf(input);
    const { org, id } = asking;
    const claimed = await this.claims.claim({ org, request, sender: senderOf(asking), id, gone });
    const { shard, recall, tokens } = this;
    return { attempts: await assignmentsFor({ shard, recall, tokens }, org, claimed) };
  }

  @On(taskRoutes.update)
  update(@Input() input: InputOf<typeof taskRoutes.update>) {
    return this.submitter.sendRequest(this.submitter.askingOf(input), input.body);
  }

  @On(taskRoutes.proposal)
  proposal(@Input() input: InputOf<typeof taskRoutes.proposal>) {
    return this.proposals.check(this.submitter.askingOf(input), input.body);
  }
}
