import { densityOf, instantOf, type Density, type Moment, type StateSnapshot } from '@headrace/events';
import { auditPage, getTask, type AuditView } from '@headrace/readmodel';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EventLog } from '../event/event.log.ts';
import type { Home } from '../org/home.ts';
import type { RunnerBoard } from '../runner/runner.board.ts';
import type { Settings } from '../settings.ts';
import { EVENT_LOG, HOME, LISTS, RUNNER_BOARD, SETTINGS } from '../tokens.ts';
import type { Lists } from './lists.ts';
import { lastChangeOf, stateRows, withLives } from './state.ts';

/** The time machine's axis spans as much as this, or the whole log where that is shorter. */
const MOMENTS = 3000;
const PAGE = 500;

@Controller('api')
export class StateController {
  constructor(
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(RUNNER_BOARD) private readonly board: RunnerBoard,
    @Inject(HOME) private readonly home: Home,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** For load balancers and people with curl: this process answers. */
  @Get('health')
  health() {
    return { status: 'ok' };
  }

  @Get('state')
  async state(@Req() { headers }: FastifyRequest): Promise<StateSnapshot> {
    const { position, value } = await this.lists.at(0, async (db, org) => {
      const rows = await stateRows(db, org);
      const titles = new Map(rows.tasks.map(({ key, title }) => [key as string, title]));
      const newest = rows.changes.find(({ state }) => state === 'landed');
      const key = newest && (`${newest.planId}.${newest.taskId}` as Parameters<typeof getTask>[2]);
      const task = key && !titles.has(key) ? await getTask(db, org, key) : null;
      if (task) titles.set(task.key, task.title);
      return { ...rows, lastChange: lastChangeOf(rows.changes, titles, `http://${headers.host ?? ''}`) };
    });
    const head = await this.log.head().catch(() => position); // the broker is away: what we have is what there is
    const runners = withLives(value.runners, this.board.lives(Date.now()));
    const shard = this.home.likely();
    return {
      org: this.settings.org,
      shard,
      position,
      head,
      lag: Math.max(0, head - position),
      ...value,
      runners,
    };
  }

  @Get('density')
  async density(): Promise<Density> {
    const rows = await this.lists.read(async (db, org) => {
      const found: AuditView[] = [];
      for (let cursor: string | undefined; found.length < MOMENTS;) {
        const page = await auditPage(db, org, { limit: PAGE, cursor });
        found.push(...page.items);
        if (page.next === null) break;
        cursor = page.next;
      }
      return found;
    });
    return densityOf(rows.reverse().map(momentOf), instantOf(Date.now()));
  }
}

const momentOf = ({ at, position, actor, eventTypes, keys }: AuditView): Moment => ({
  ...{ at, position, actor, eventTypes, keys },
});
