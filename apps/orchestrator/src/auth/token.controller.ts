import { Controller, Inject } from '@nestjs/common';
import type { Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import { SUBMITTER, TOKENS } from '../tokens.ts';
import { kindOf, type Tokens } from '@headrace/events/token';
import { tokenRoutes } from './token.routes.ts';

@Controller()
export class TokenController {
  constructor(
    @Inject(TOKENS) private readonly tokens: Tokens,
    @Inject(SUBMITTER) private readonly submitter: Submitter,
  ) {}

  /** A reactor serves every org, so its token is bound to none. */
  @On(tokenRoutes.mint)
  mint(@Input() input: InputOf<typeof tokenRoutes.mint>) {
    const { actor, ttlSeconds } = input.body;
    const org = kindOf({ actor }) === 'reactor' ? null : this.submitter.askingOf(input).org;
    const end = ttlSeconds === undefined ? {} : { exp: Math.floor(Date.now() / 1000) + ttlSeconds };
    return { token: this.tokens.mint({ actor, org, use: null, ...end }), actor, org };
  }
}
