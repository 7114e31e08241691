import { PlanId, type PlanSnapshot } from '@headrace/events';
import {
  attemptsOfPlan,
  getPlan,
  listChanges,
  listGates,
  listPlans,
  tasksOfPlan,
  type Database,
} from '@headrace/readmodel';
import type { ChangeView, OrgId } from '@headrace/events';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { parsed, Position } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import type { Lists } from '../state/lists.ts';
import { LISTS } from '../tokens.ts';

const Reading = z.object({ after: Position.default(0) });
const PAGE = 500;

@Controller('api/plans')
export class PlanController {
  constructor(@Inject(LISTS) private readonly lists: Lists) {}

  @Get()
  async plans(@Query() query: unknown) {
    const { after, cursor } = parsed(Reading.extend({ cursor: z.string().max(1000).optional() }), query);
    const { position, value } = await this.lists.at(after, (db, org) =>
      listPlans(db, org, { cursor, limit: PAGE }),
    );
    return { ...value, position };
  }

  /** Everything of one plan at one position. */
  @Get(':id')
  async plan(@Param('id') id: string, @Query() query: unknown): Promise<PlanSnapshot> {
    const planId = PlanId.safeParse(id);
    const { after } = parsed(Reading, query);
    const found = planId.success
      ? await this.lists.at(after, (db, org) => snapshotOf(db, org, planId.data))
      : null;
    if (!found?.value) throw new ProblemError('PLAN_NOT_FOUND', `There is no plan ${id}`);
    return { position: found.position, ...found.value };
  }
}

async function snapshotOf(db: Database, org: OrgId, planId: PlanId) {
  const found = await getPlan(db, org, planId);
  if (!found) return null;
  const { counts: _, ...plan } = found;
  return {
    plan,
    tasks: await tasksOfPlan(db, org, planId),
    attempts: await attemptsOfPlan(db, org, planId),
    gates: await listGates(db, org, { plan: planId }),
    changes: await changesOfPlan(db, org, planId),
  };
}

async function changesOfPlan(db: Database, org: OrgId, plan: PlanId): Promise<readonly ChangeView[]> {
  const changes: ChangeView[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listChanges(db, org, { plan, limit: PAGE, cursor });
    changes.push(...page.items);
    if (page.next === null) return changes;
    cursor = page.next;
  }
}
