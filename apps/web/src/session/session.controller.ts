import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import { SESSIONS } from '../tokens.ts';
import { SESSION_MS } from './session.seal.ts';
import type { Sessions } from './sessions.ts';

const Proof = z.union([
  z.object({ token: z.string().min(1).max(1000) }),
  z.object({ code: z.string().min(1).max(200) }),
]);

@Controller('api/session')
export class SessionController {
  constructor(@Inject(SESSIONS) private readonly sessions: Sessions) {}

  @Get()
  whoAmI(@Req() { actor, session }: FastifyRequest) {
    return { actor, until: session ? new Date(session.until).toISOString() : null };
  }

  @Post()
  @HttpCode(204)
  signIn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    const { value } = this.sessions.signIn(bodyOf(Proof, request), request.ip, Date.now());
    void reply.header('set-cookie', this.sessions.cookieOf(value, SESSION_MS / 1000));
  }

  @Delete()
  @HttpCode(204)
  signOut(@Req() { session }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    if (session) this.sessions.signOut(session, Date.now());
    void reply.header('set-cookie', this.sessions.cookieOf('', 0));
  }

  /** A link with this code in its fragment signs one browser in, once. Only for who has the token itself. */
  @Post('codes')
  @HttpCode(201)
  makeCode(@Req() { session }: FastifyRequest) {
    if (session) throw new ProblemError('FORBIDDEN', 'Codes are made with X-Auth-Token');
    const { code, until } = this.sessions.codes.make(Date.now());
    return { code, path: `/ui#code=${code}`, until: new Date(until).toISOString() };
  }
}
