import { TaskKey } from '@headrace/events';
import { getChange, getTask, listAttempts, listGates } from '@headrace/readmodel';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parsed, Position } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import { forward } from '../org/forward.ts';
import type { Orchestrator } from '../org/orchestrator.client.ts';
import type { Lists } from '../state/lists.ts';
import { LISTS, ORCHESTRATOR } from '../tokens.ts';

@Controller('api/tasks')
export class TaskController {
  constructor(
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(ORCHESTRATOR) private readonly orchestrator: Orchestrator,
  ) {}

  @Get(':key')
  async task(@Param('key') key: string, @Query() query: unknown) {
    const { after } = parsed(z.object({ after: Position.default(0) }), query);
    const { position, value } = await this.lists.at(after, async (db, org) => {
      const task = await getTask(db, org, keyOf(key));
      if (!task) return null;
      return {
        task,
        attempts: await listAttempts(db, org, task.key),
        gates: await listGates(db, org, { task: task.key }),
        change: task.changeId && (await getChange(db, org, task.changeId)),
      };
    });
    if (!value) throw new ProblemError('TASK_NOT_FOUND', `There is no task ${key}`);
    return { ...value, position };
  }

  /** The engine says why, where it is hosted. */
  @Get(':key/why')
  async why(
    @Param('key') given: string,
    @Query() query: unknown,
    @Req() { correlation }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { at } = parsed(z.object({ at: Position.optional() }), query);
    const path = `/tasks/${keyOf(given)}/why${at === undefined ? '' : `?at=${at}`}`;
    forward(reply, await this.orchestrator.ask(path, { correlation }));
  }
}

export function keyOf(given: string): TaskKey {
  const key = TaskKey.safeParse(given);
  if (!key.success) throw new ProblemError('TASK_NOT_FOUND', `${given} is no task: the form is PLAN.TASK`);
  return key.data;
}
