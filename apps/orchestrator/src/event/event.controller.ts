import { placeIn } from '@headrace/events';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Submitter } from '../command/submitter.ts';
import { lastEventId, wantsFrames } from '../http/negotiate.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import { sendFrames } from '../http/sse.ts';
import { EVENT_LOG, SUBMITTER } from '../tokens.ts';
import type { EventLog } from './event.log.ts';
import { eventRoutes } from './event.routes.ts';

@Controller()
export class EventController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  @On(eventRoutes.list)
  async list(@Input() input: InputOf<typeof eventRoutes.list>, @Res() reply: FastifyReply): Promise<void> {
    const { org } = this.submitter.askingOf(input);
    const { after, until, limit, kind, id, type: types } = input.query;
    const filter = { org, kind, id, types };
    if (wantsFrames(input.request)) {
      const from = this.log.positionOf(lastEventId(input.request, placeIn) ?? after, 'after');
      return sendFrames(reply, this.log.frames(filter, from, input.gone), input.gone);
    }
    const range = {
      after: this.log.positionOf(after, 'after'),
      until: until && this.log.positionOf(until, 'until'),
      limit,
    };
    await reply.send(await this.log.page(filter, range, input.gone));
  }
}
