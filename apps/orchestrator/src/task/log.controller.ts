import { attemptOf, endOf, taskOf } from '@headrace/engine';
import { counted, attemptId, partsOf, type AttemptId, type OrgId, type TaskKey } from '@headrace/events';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { kindOf, nameOf } from '@headrace/events/token';
import type { Submitter } from '../command/submitter.ts';
import { lastEventId, lineNumber, wantsFrames, wantsJson } from '../http/negotiate.ts';
import { ProblemError } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import { sendFrames } from '../http/sse.ts';
import type { Shard } from '../shard/shard.ts';
import { SHARD, SUBMITTER, TASK_LOGS } from '../tokens.ts';
import type { LogStore } from './log.store.ts';
import { unknown } from './reasons.ts';
import { taskRoutes } from './task.routes.ts';

@Controller()
export class LogController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(TASK_LOGS) private readonly store: LogStore,
  ) {}

  /** Also of an attempt that has ended: what it printed last arrives after its last command. */
  @On(taskRoutes.log)
  async log(@Input() input: InputOf<typeof taskRoutes.log>): Promise<{ nextLine: number }> {
    const { body, caller } = input;
    if (kindOf(caller) === 'attempt' && nameOf(caller) !== body.attemptId) {
      throw new ProblemError('FORBIDDEN', `${caller.actor} does not write the log of ${body.attemptId}`);
    }
    const { org } = this.submitter.askingOf(input);
    await this.#known(org, body.attemptId, body.fence);
    return { nextLine: await this.store.append(org, body) };
  }

  @On(taskRoutes.logs)
  async lines(@Input() input: InputOf<typeof taskRoutes.logs>, @Res() reply: FastifyReply): Promise<void> {
    const { query, gone, request } = input;
    const { org } = this.submitter.askingOf(input);
    const id = await this.#attempt(org, input.params.key, query.attempt);
    if (wantsJson(request) && !wantsFrames(request)) {
      await reply.send(await this.store.page(org, id, query.from, query.limit, gone));
      return;
    }
    const last = lastEventId(request, lineNumber);
    const from = last === null ? query.from : last + 1;
    await sendFrames(reply, this.store.frames(org, id, from, query.follow === '1', gone), gone);
  }

  async #known(org: OrgId, id: AttemptId, fence: number): Promise<void> {
    const isKnown =
      partsOf(id).fence === fence &&
      (await this.shard.look(org, (state) => attemptOf(state, id) !== null || endOf(state, id) !== null));
    if (!isKnown) throw new ProblemError('ATTEMPT_NOT_FOUND', `No attempt ${id}`, { path: 'attemptId' });
  }

  async #attempt(org: OrgId, key: TaskKey, wanted: number | undefined): Promise<AttemptId> {
    const task = await this.shard.look(org, (state) => taskOf(state, key));
    const { planId, taskId, fence } = task ?? unknown(key);
    const number = wanted ?? fence;
    if (number >= 1 && number <= fence) return attemptId(planId, taskId, number);
    throw new ProblemError('ATTEMPT_NOT_FOUND', `${key} has had ${counted(fence, 'attempt')}`, {
      path: 'attempt',
    });
  }
}
