import type {
  ChangeView,
  LiveRunner,
  OrgId,
  OrgView,
  PlanSummary,
  RepoView,
  RunnerView,
  StateSnapshot,
  TaskView,
  WaitingItem,
} from '@headrace/events';
import {
  getOrg,
  listChanges,
  listInbox,
  listPlans,
  listRepos,
  listRunners,
  tasksOfPlan,
  type CountedPlan,
  type Database,
} from '@headrace/readmodel';

/** Tasks that a page is given at once; plans beyond it come with their counts only. */
const MOST_TASKS = 20_000;
const MOST_PLANS = 500;
/** Drafts too: a page that sees one become a plan has to know what it is. */
const ALL_STATES = ['draft', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
const LANDED = 40;
const SENT_BACK = 40;

export type StateRows = {
  readonly plans: readonly PlanSummary[];
  readonly tasks: readonly TaskView[];
  readonly changes: readonly ChangeView[];
  readonly repos: readonly RepoView[];
  readonly orgs: readonly OrgView[];
  readonly runners: readonly RunnerView[];
  readonly waiting: readonly WaitingItem[];
};

/** What every page begins with: all plans, the tasks of those that are open, the changes under way. */
export async function stateRows(db: Database, org: OrgId): Promise<StateRows> {
  const { items } = await listPlans(db, org, { limit: MOST_PLANS, states: ALL_STATES });
  const whole = wholePlans(items);
  const tasks: TaskView[] = [];
  for (const planId of whole) tasks.push(...(await tasksOfPlan(db, org, planId)));
  return {
    plans: items.map((plan) => ({ ...plan, whole: whole.has(plan.planId) })),
    tasks,
    changes: await changesUnderWay(db, org),
    repos: await listRepos(db, org),
    orgs: [await getOrg(db, org)].flatMap((standing) => standing ?? []),
    runners: await listRunners(db, org),
    waiting: await listInbox(db, org),
  };
}

/** Open plans first, then the newest, as many as fit. */
function wholePlans(plans: readonly CountedPlan[]): ReadonlySet<CountedPlan['planId']> {
  const isOpen = ({ state }: CountedPlan) => state === 'running' || state === 'paused';
  const whole = new Set<CountedPlan['planId']>();
  let room = MOST_TASKS;
  const known = plans.filter(({ state }) => state !== 'draft');
  for (const plan of known.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)))) {
    const tasks = Object.values(plan.counts).reduce((sum, count) => sum + count, 0);
    if (tasks > room) continue;
    room -= tasks;
    whole.add(plan.planId);
  }
  return whole;
}

async function changesUnderWay(db: Database, org: OrgId): Promise<readonly ChangeView[]> {
  const open = await listChanges(db, org, { states: ['open', 'reviewing', 'queued', 'landing'], limit: 500 });
  const landed = await listChanges(db, org, { states: ['landed'], limit: LANDED });
  const sentBack = await listChanges(db, org, { states: ['sent-back'], limit: SENT_BACK });
  return [...open.items, ...landed.items, ...sentBack.items];
}

/** The change that landed last, with where to see it. */
export function lastChangeOf(
  changes: readonly ChangeView[],
  titles: ReadonlyMap<string, string>,
  base: string,
): StateSnapshot['lastChange'] {
  const last = changes.reduce<ChangeView | null>(
    (best, change) => (change.landedAt && change.landedAt > (best?.landedAt ?? '') ? change : best),
    null,
  );
  if (!last) return null;
  const { changeId, planId, taskId, result } = last;
  const title = titles.get(`${planId}.${taskId}`) ?? taskId;
  return { changeId, title, link: `${base}/ui/changes/${encodeURIComponent(changeId)}`, result };
}

export const withLives = (
  runners: readonly RunnerView[],
  lives: ReadonlyMap<string, Pick<LiveRunner, 'alive' | 'presence'>>,
): readonly LiveRunner[] =>
  runners.map((runner) => ({
    ...runner,
    ...(lives.get(runner.runnerId) ?? { alive: false, presence: null }),
  }));
