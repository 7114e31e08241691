import { PlanId, TaskKey, type EventFrame, type EventPage } from '@headrace/events';
import { auditPage } from '@headrace/readmodel';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { lastEventId, parsed, Position, wantsFrames } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import { goneOf, sendFrames, type Frame } from '../http/sse.ts';
import type { RunnerBoard } from '../runner/runner.board.ts';
import type { Lists } from '../state/lists.ts';
import { EVENT_LOG, LISTS, RUNNER_BOARD } from '../tokens.ts';
import type { EventLog } from './event.log.ts';
import { merged } from './merged.ts';

const Asked = z.object({
  /** Of a stream: only what comes after this position. */
  after: Position.optional(),
  /** Of a page: only what stands before this position. */
  before: Position.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** A plan or a task. */
  key: z.union([PlanId, TaskKey]).optional(),
});

@Controller('api/events')
export class EventController {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(RUNNER_BOARD) private readonly board: RunnerBoard,
  ) {}

  /** A page, newest first; with `Accept: text/event-stream` everything that follows. */
  @Get()
  async events(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = parsed(Asked, query);
    if (!wantsFrames(request)) return void reply.send(await this.page(asked, goneOf(reply, request.closing)));
    const after = lastEventId(request) ?? asked.after ?? (await this.log.head());
    await sendFrames(request, reply, (gone) =>
      merged<Frame>([this.log.frames(after, asked.key ?? null, gone), this.presence(gone)], gone),
    );
  }

  @Get(':position')
  async commit(@Param('position') given: string): Promise<EventFrame> {
    const position = parsed(Position, given);
    const found = await this.log.commitAt(position);
    if (!found) throw new ProblemError('EVENT_NOT_FOUND', `No commit of this org stands at #${position}`);
    return found;
  }

  /** What touches a plan or a task is known by the audit; the commits themselves are in the log. */
  private async page({ before, limit, key }: z.output<typeof Asked>, gone: AbortSignal): Promise<EventPage> {
    if (key === undefined) return this.log.pageBefore(before ?? null, limit, gone);
    const rows = await this.lists.read((db, org) => auditPage(db, org, { key, before, limit }));
    const items = await this.log.commitsAt([...new Set(rows.items.map(({ position }) => position))]);
    const next = rows.next === null ? null : (rows.items.at(-1)?.position ?? null);
    return { items, next, head: await this.log.head() };
  }

  private async *presence(gone: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    for await (const lives of this.board.changes(gone))
      yield { event: 'presence', data: JSON.stringify(lives) };
  }
}
