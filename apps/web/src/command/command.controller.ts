import { CommandRequest } from '@headrace/events';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../http/input.ts';
import { forward } from '../org/forward.ts';
import type { Orchestrator } from '../org/orchestrator.client.ts';
import { ORCHESTRATOR } from '../tokens.ts';

const Requests = z.union([CommandRequest, z.array(CommandRequest).min(1).max(1000)]);

/** Every change goes to the orchestrator as a command; nothing is decided here. */
@Controller('api')
export class CommandController {
  constructor(@Inject(ORCHESTRATOR) private readonly orchestrator: Orchestrator) {}

  /** One command or several, in order; answers one `CommandAnswer` or several. */
  @Post('command')
  async send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const requests = bodyOf(Requests, request);
    const isOne = !Array.isArray(requests);
    const { correlation } = request;
    const body = JSON.stringify(isOne ? [requests] : requests);
    const answer = await this.orchestrator.ask('/commands', { method: 'POST', body, correlation });
    const isGood = answer.status < 400 && Array.isArray(answer.body);
    forward(reply, isOne && isGood ? { ...answer, body: (answer.body as unknown[])[0] } : answer);
  }

  /** One task without a plan: `POST /schedule` of the orchestrator, which checks it. */
  @Post('schedule')
  async schedule(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    bodyOf(z.looseObject({}), request);
    const body = String(request.body); // as it came: what is nested deeply cannot be written again
    const { correlation } = request;
    forward(reply, await this.orchestrator.ask('/schedule', { method: 'POST', body, correlation }));
  }
}
