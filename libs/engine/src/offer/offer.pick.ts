import type { RunnerId, RunnerOffer } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { visitBefore } from './heap.ts';
import { bestOf, obstacleOf, putBack, putBehind, take } from './offer.index.ts';
import { bestInGroup, bestInLane, type Demand, type Lane, type Offers } from './offer.state.ts';
import { isOfferedBefore } from './order.ts';

/** What a runner asks with. */
export type Offer = Readonly<Pick<RunnerOffer, 'roles' | 'agents' | 'labels'>> & {
  readonly runnerId?: RunnerId;
};

/** `rank`: how many claimable tasks stood before it in the order, which the runner cannot take or just took. */
export type Picked = { readonly task: TaskState; readonly rank: number };

/** Ranks are counted up to here: more would cost time and tell nobody more. */
export const HIGHEST_RANK = 100;

/**
 * The tasks that a runner gets: the best one that fits, then the next best ones as long as they are of the same plan. Each
 * is taken for real before the next is looked for, and all are put back: nothing has been decided yet.
 */
export function pickTasks(state: OrgState, offer: Offer, slots: number): readonly Picked[] {
  const { offers } = state;
  const most = Math.min(slots, roomFor(state, offer));
  const demands = [...offers.demands.values()];
  const fitting = demands.filter((demand) => fits(demand, offer));
  const others = demands.filter((demand) => !fitting.includes(demand));
  const undo: (() => void)[] = [];
  const picks: Picked[] = [];
  while (picks.length < most) {
    const best = bestAmong(offers, fitting);
    if (!best || (picks[0] && picks[0].task.planId !== best.task.planId)) break;
    const before = countBefore(offers, others, best.task, HIGHEST_RANK - picks.length);
    picks.push({ task: best.task, rank: before + picks.length });
    undo.push(takeForNow(offers, best.plan, best.task));
  }
  for (const putItBack of undo.reverse()) putItBack();
  return picks;
}

/** How many attempts more may begin now: as the org's cap lets them, and the slots that a runner has registered. */
function roomFor({ stopped, cap, attempts, runners }: OrgState, { runnerId }: Offer): number {
  if (stopped) return 0;
  const runner = runnerId && runners.get(runnerId);
  const inOrg = cap.maxParallel === null ? Infinity : cap.maxParallel - attempts.size;
  return Math.max(0, Math.min(inOrg, runner ? runner.offer.slots - runner.atWork : Infinity));
}

/** How many claimable tasks stand before one that is offered, up to the highest rank. */
export const countOffered = (offers: Offers, task: TaskState): number =>
  countBefore(offers, [...offers.demands.values()], task, HIGHEST_RANK);

/** Whether a runner would get anything. */
export const hasFitting = (state: OrgState, offer: Offer): boolean =>
  roomFor(state, offer) > 0 &&
  [...state.offers.demands.values()].some(
    (demand) => fits(demand, offer) && bestOf(state.offers, demand) !== undefined,
  );

export const fits = (
  { role, agent, labels, away }: Pick<Demand, 'role' | 'agent' | 'labels' | 'away'>,
  offer: Offer,
): boolean =>
  !away.some((runnerId) => runnerId === offer.runnerId) &&
  (offer.roles.includes('*') || offer.roles.includes(role)) &&
  offer.agents.includes(agent) &&
  labels.every((label) => offer.labels.includes(label));

type Candidate = { readonly plan: PlanState; readonly task: TaskState };

function bestAmong(offers: Offers, demands: readonly Demand[]): Candidate | null {
  let best: Candidate | null = null;
  for (const demand of demands) {
    const task = bestOf(offers, demand);
    if (!task || (best && !isOfferedBefore(task, best.task))) continue;
    const lane = demand.lanes.members[0] as Lane; // its best task lies in its first lane
    best = { plan: lane.plan, task };
  }
  return best;
}

function takeForNow(offers: Offers, plan: PlanState, task: TaskState): () => void {
  const had = offers.holdings.byTask.has(task);
  take(offers, plan, task);
  return () => putBack(offers, plan, task, had);
}

/** How many claimable tasks of these demands stand before `task`, up to `limit`. */
function countBefore(offers: Offers, demands: readonly Demand[], task: TaskState, limit: number): number {
  const isBefore = (other: TaskState | undefined) => other !== undefined && isOfferedBefore(other, task);
  const behind: (() => void)[] = [];
  let count = 0;
  const countTask = (plan: PlanState, other: TaskState): boolean => {
    const resource = obstacleOf(offers, plan, other);
    if (resource === null) count++;
    else behind.push(() => putBehind(offers, plan, other, resource));
    return count < limit;
  };
  const inLane = ({ plan, groups }: Lane): boolean => {
    visitBefore(
      groups,
      (group) => isBefore(bestInGroup(group)),
      (group) => {
        visitBefore(group.tasks, isBefore, (other) => countTask(plan, other));
        return count < limit;
      },
    );
    return count < limit;
  };
  for (const demand of demands) {
    if (count >= limit) break;
    visitBefore(demand.lanes, (lane) => isBefore(bestInLane(lane)), inLane);
  }
  for (const moveBehind of behind) moveBehind();
  return count;
}
