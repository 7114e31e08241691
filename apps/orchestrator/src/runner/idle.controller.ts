import type { ForIdleRunner } from '@headrace/events';
import type { Tokens } from '@headrace/events/token';
import { Controller, Inject } from '@nestjs/common';
import { speaksFor } from '../auth/permission.ts';
import { landingFor } from '../change/landing.assignment.ts';
import type { LandingClaims } from '../change/landing.claims.ts';
import { senderOf, type Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import type { Recall } from '../shard/recall.ts';
import type { Shard } from '../shard/shard.ts';
import { assignmentsFor } from '../task/assignment.ts';
import type { Claims } from '../task/claims.ts';
import { CLAIMS, LANDING_CLAIMS, RECALL, RUNNERS, SHARD, SUBMITTER, TOKENS } from '../tokens.ts';
import { eitherOf } from './either.ts';
import { runnerRoutes } from './runner.routes.ts';
import type { Runners } from './runners.ts';

@Controller()
export class IdleController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(RUNNERS) private readonly runners: Runners,
    @Inject(CLAIMS) private readonly claims: Claims,
    @Inject(LANDING_CLAIMS) private readonly landings: LandingClaims,
    @Inject(RECALL) private readonly recall: Recall,
    @Inject(TOKENS) private readonly tokens: Tokens,
  ) {}

  @On(runnerRoutes.idle)
  async idle(@Input() input: InputOf<typeof runnerRoutes.idle>): Promise<ForIdleRunner> {
    const { id: runnerId } = input.params;
    speaksFor(input.caller, runnerId);
    const asking = this.submitter.askingOf(input);
    const { org, id } = asking;
    const { load, sandbox, ...offer } = input.body;
    const control = await this.runners.idle(org, runnerId, { load, sandbox });
    if (control.length > 0) return { attempts: [], landing: null, control: [...control] };
    const ask = { org, request: { ...offer, runnerId }, sender: senderOf(asking), id };
    const [attempts, landing] = await eitherOf(
      input.gone,
      async (gone) => orNull(await this.claims.claim({ ...ask, gone })),
      (gone) => this.landings.claim({ ...ask, id: `${id}.landing`, gone }),
    );
    const { shard, recall, tokens } = this;
    return {
      attempts: await assignmentsFor({ shard, recall, tokens }, org, attempts ?? []),
      landing: landing && (await landingFor({ shard, tokens }, org, landing)),
      control: [],
    };
  }
}

const orNull = <T>(found: readonly T[]): readonly T[] | null => (found.length > 0 ? found : null);
