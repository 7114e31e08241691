import { attemptOf, leases, type OrgState } from '@headrace/engine';
import { instantOf } from '@headrace/events';
import { listRunners } from '@headrace/readmodel';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { speaksFor } from '../auth/permission.ts';
import type { Tokens } from '@headrace/events/token';
import { mintForRunner } from '../auth/token.claims.ts';
import type { Submitter } from '../command/submitter.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import { sendFrames } from '../http/sse.ts';
import type { Settings } from '../settings.ts';
import type { Lists } from '../shard/lists.ts';
import type { Shard } from '../shard/shard.ts';
import type { RunnersAlive } from '../task/reasons.ts';
import { LISTS, RUNNERS, RUNNERS_ALIVE, SETTINGS, SHARD, SUBMITTER, TOKENS } from '../tokens.ts';
import { runnerRoutes } from './runner.routes.ts';
import type { Runners } from './runners.ts';

type Of<K extends keyof typeof runnerRoutes> = InputOf<(typeof runnerRoutes)[K]>;

@Controller()
export class RunnerController {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(SHARD) private readonly shard: Shard,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(RUNNERS) private readonly runners: Runners,
    @Inject(RUNNERS_ALIVE) private readonly alive: RunnersAlive,
    @Inject(TOKENS) private readonly tokens: Tokens,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @On(runnerRoutes.register)
  async register(@Input() input: Of<'register'>) {
    const asking = this.submitter.askingOf(input);
    const { runnerId } = input.body;
    await this.submitter.send(asking, { type: 'RegisterRunner', ...input.body });
    const { org } = asking;
    this.runners.started(org, runnerId, instantOf(Date.now()));
    const { leaseMs } = this.settings;
    const token = mintForRunner(this.tokens, org, runnerId);
    return { runnerId, org, token, leaseMs, heartbeatMs: Math.floor(leaseMs / 3) };
  }

  @On(runnerRoutes.list)
  async list(@Input() input: Of<'list'>) {
    const { org } = this.submitter.askingOf(input);
    const alive = await this.alive(org);
    const present = new Map(alive.map((presence) => [presence.runnerId, presence]));
    return this.lists.at(input.query.after, async (db) => {
      const runners = await listRunners(db, org);
      const items = runners.map((runner) => ({
        ...runner,
        alive: present.has(runner.runnerId),
        presence: present.get(runner.runnerId) ?? null,
      }));
      return { items };
    });
  }

  @On(runnerRoutes.heartbeat)
  async heartbeat(@Input() input: Of<'heartbeat'>) {
    const { id } = input.params;
    speaksFor(input.caller, id);
    const { org } = this.submitter.askingOf(input);
    return { control: await this.runners.beat(org, id, input.body) };
  }

  @On(runnerRoutes.control)
  async control(@Input() input: Of<'control'>, @Res() reply: FastifyReply): Promise<void> {
    const { id } = input.params;
    speaksFor(input.caller, id);
    const { org } = this.submitter.askingOf(input);
    await this.runners.known(org, id);
    await sendFrames(reply, this.runners.controls(org, id, input.gone), input.gone);
  }

  @On(runnerRoutes.drain)
  drain(@Input() input: Of<'drain'>) {
    const asking = this.submitter.askingOf(input);
    return this.submitter.send(asking, { type: 'DrainRunner', runnerId: input.params.id });
  }

  @On(runnerRoutes.agents)
  async agents(@Input() input: Of<'agents'>) {
    const { org } = this.submitter.askingOf(input);
    return { items: await this.shard.look(org, attemptsAtWork) };
  }
}

/** From the state itself: it is at hand also while Postgres is not. */
const attemptsAtWork = (state: OrgState) =>
  leases(state).flatMap((lease) => {
    const attempt = lease.kind === 'attempt' ? attemptOf(state, lease.id) : null;
    if (!attempt) return [];
    const { attemptId, runnerId, agent, role, step, since } = attempt;
    return [{ attemptId, runnerId, agent, role, state: step, since }];
  });
