import { AttemptId, LogLine, type LogPage, type OrgId } from '@headrace/events';
import { isCaughtUp, type Logs } from '@headrace/events/jetstream';
import { getTask } from '@headrace/readmodel';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { lastEventId, parsed, Position, wantsFrames } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import { goneOf, sendFrames, type Frame } from '../http/sse.ts';
import type { Settings } from '../settings.ts';
import type { Lists } from '../state/lists.ts';
import { LISTS, SETTINGS, TASK_LOGS } from '../tokens.ts';
import { keyOf } from './task.controller.ts';

const Asked = z.object({
  /** The task's newest one, unless it is named. */
  attempt: AttemptId.optional(),
  /** Of a stream: the first line; the Last-Event-ID is the last one that came. */
  from: Position.default(0),
  /** Of a page: the line that follows it; the end of the log, unless it is named. */
  before: Position.optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(500),
});

/** What an attempt's agent and gates print: a page from its end backwards, or everything that follows. */
@Controller('api/tasks')
export class LogController {
  constructor(
    @Inject(TASK_LOGS) private readonly logs: Logs,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get(':key/logs')
  async log(
    @Param('key') key: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = parsed(Asked, query);
    const ref = { org: this.settings.org, attemptId: asked.attempt ?? (await this.newestOf(key)) };
    if (!ref.attemptId.startsWith(`${key}.`))
      throw new ProblemError('ATTEMPT_NOT_FOUND', `${ref.attemptId} is no attempt of ${key}`);
    if (!wantsFrames(request))
      return void reply.send(await this.page(ref, asked, goneOf(reply, request.closing)));
    const last = lastEventId(request);
    await sendFrames(request, reply, (gone) => this.frames(ref, last === null ? asked.from : last + 1, gone));
  }

  private async newestOf(key: string): Promise<AttemptId> {
    const task = await this.lists.read((db, org) => getTask(db, org, keyOf(key)));
    if (!task) throw new ProblemError('TASK_NOT_FOUND', `There is no task ${key}`);
    if (!task.attemptId) throw new ProblemError('ATTEMPT_NOT_FOUND', `${key} has not been attempted`);
    return task.attemptId;
  }

  private async page(
    ref: { org: OrgId; attemptId: AttemptId },
    { before, limit }: z.output<typeof Asked>,
    gone: AbortSignal,
  ): Promise<LogPage> {
    const total = await this.logs.nextLine(ref);
    const end = Math.min(before ?? total, total);
    const start = Math.max(0, end - limit);
    const lines: LogLine[] = [];
    let from = end;
    if (start < end)
      for await (const chunk of this.logs.read(ref, start, gone)) {
        if (lines.length === 0) from = chunk.firstLine; // retention may have removed what stood before
        lines.push(...chunk.lines.map(lineOf));
        if (from + lines.length >= end) break;
      }
    return { from, lines: lines.slice(0, Math.max(0, end - from)), total };
  }

  private async *frames(
    ref: { org: OrgId; attemptId: AttemptId },
    from: number,
    gone: AbortSignal,
  ): AsyncGenerator<Frame, void, undefined> {
    for await (const chunk of this.logs.follow(ref, from, gone)) {
      if (isCaughtUp(chunk)) continue;
      for (const [at, line] of chunk.lines.entries())
        yield { id: chunk.firstLine + at, data: JSON.stringify(lineOf(line)) };
    }
  }
}

/** Plain text is what somebody printed. */
function lineOf(text: string): LogLine {
  try {
    const line = LogLine.safeParse(JSON.parse(text));
    if (line.success) return line.data;
  } catch {
    // not JSON: plain text
  }
  return { at: '', t: 'out', text };
}
