import { changeOf } from '@headrace/engine';
import { getChange, listChanges, listGates } from '@headrace/readmodel';
import type { AttemptId } from '@headrace/events';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Tokens } from '@headrace/events/token';
import type { Submitter } from '../command/submitter.ts';
import { senderOf } from '../command/submitter.ts';
import { speaksFor } from '../auth/permission.ts';
import { ProblemError } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Lists } from '../shard/lists.ts';
import type { Recall } from '../shard/recall.ts';
import type { Shard } from '../shard/shard.ts';
import { LANDING_CLAIMS, LISTS, RECALL, SHARD, SUBMITTER, TOKENS } from '../tokens.ts';
import { changeRoutes } from './change.routes.ts';
import { landingFor } from './landing.assignment.ts';
import type { LandingClaims } from './landing.claims.ts';

type Of<K extends keyof typeof changeRoutes> = InputOf<(typeof changeRoutes)[K]>;

@Controller()
export class ChangeController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(LANDING_CLAIMS) private readonly claims: LandingClaims,
    @Inject(RECALL) private readonly recall: Recall,
    @Inject(TOKENS) private readonly tokens: Tokens,
  ) {}

  @On(changeRoutes.list)
  list(@Input() input: Of<'list'>) {
    const { org } = this.submitter.askingOf(input);
    const { after, state: states, ...page } = input.query;
    return this.lists.at(after, (db) => listChanges(db, org, { ...page, states }));
  }

  @On(changeRoutes.get)
  get(@Input() input: Of<'get'>) {
    const { org } = this.submitter.askingOf(input);
    const { id } = input.params;
    return this.lists.at(input.query.after, async (db) => {
      const change = await getChange(db, org, id);
      if (!change) throw unknown(id);
      return { change, gates: await listGates(db, org, { attempt: id as string as AttemptId }) };
    });
  }

  /** Whatever the read model knows: the commit that opened the change names its diff. */
  @On(changeRoutes.diff)
  async diff(@Input() input: Of<'diff'>, @Res() reply: FastifyReply): Promise<void> {
    const { org } = this.submitter.askingOf(input);
    const { id } = input.params;
    const opened = await this.shard.look(org, (state) => changeOf(state, id)?.opened);
    if (!opened) throw unknown(id);
    const event = await this.recall.event(opened);
    if (event.type !== 'ChangeOpened') throw new Error(`${id} was opened by ${event.type}`);
    const text = await this.recall.text(event.diff);
    await reply.header('content-type', 'text/x-diff; charset=utf-8').send(text);
  }

  @On(changeRoutes.review)
  review(@Input() input: Of<'review'>) {
    const command = { type: 'ReviewChange', changeId: input.params.id, ...input.body } as const;
    return this.submitter.send(this.submitter.askingOf(input), command);
  }

  @On(changeRoutes.claim)
  async claim(@Input() { body: request, caller, gone, request: http }: Of<'claim'>) {
    const asking = this.submitter.askingOf({ caller, request: http });
    speaksFor(caller, request.runnerId);
    const { org, id } = asking;
    const claimed = await this.claims.claim({ org, request, sender: senderOf(asking), id, gone });
    const { shard, tokens } = this;
    return { landing: claimed && (await landingFor({ shard, tokens }, org, claimed)) };
  }

  @On(changeRoutes.update)
  async update(@Input() input: Of<'update'>) {
    const asking = this.submitter.askingOf(input);
    return this.submitter.sendRequest(asking, input.body);
  }
}

const unknown = (id: string) => new ProblemError('CHANGE_NOT_FOUND', `No change ${id}`, { path: 'id' });
