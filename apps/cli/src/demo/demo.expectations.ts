import type { AttemptId, Event, EventType, TaskKey } from '@headrace/events';
import { taskKey } from '@headrace/events';
import type { PlacedCommit } from '../plan/plan.watch.ts';

/** What the demo promises, held against the log. `proof`: positions, or what was seen outside of it. */
export type Expectation = { readonly title: string; readonly isMet: boolean; readonly proof: string };

/** A late update that was refused, as the runner wrote it into its own log. */
export type RefusedUpdate = { readonly attemptId: string; readonly code: string };

export type Seen = {
  readonly commits: readonly PlacedCommit[];
  readonly refused: readonly RefusedUpdate[];
  /** Attempts that a runner lost by SIGSTOP and by SIGKILL. */
  readonly stopped: AttemptId | null;
  readonly killed: AttemptId | null;
  readonly firstPhase: string;
};

type Placed<T extends EventType> = {
  readonly position: number;
  /** Rises with each event of the log: one commit may have both of what came one after the other. */
  readonly order: number;
  readonly at: number;
  readonly event: Extract<Event, { type: T }>;
};

export function expectationsOf(seen: Seen): readonly Expectation[] {
  return [
    inParallel(seen),
    fedBack(seen),
    ...splitInOrder(seen),
    lostAndRefused(seen, 'a runner stopped past its lease, another finished the task', seen.stopped),
    lostAndRefused(seen, 'a runner was killed and its outbox refused after the restart', seen.killed),
    waitedForScope(seen),
    phaseOpened(seen),
    reviewed(seen),
  ];
}

const met = (title: string, proof: readonly (number | string)[] | null): Expectation => ({
  title,
  isMet: proof !== null,
  proof:
    proof === null
      ? 'not seen'
      : proof.map((part) => (typeof part === 'number' ? `#${part}` : part)).join(' '),
});

function all<T extends EventType>({ commits }: Pick<Seen, 'commits'>, ...types: readonly T[]): Placed<T>[] {
  const isWanted = (event: Event): event is Extract<Event, { type: T }> =>
    (types as readonly string[]).includes(event.type);
  return commits
    .flatMap(({ position, commit }) =>
      commit.events.map((event) => ({ position, at: Date.parse(commit.at), event })),
    )
    .flatMap(({ event, ...place }, order) => (isWanted(event) ? [{ ...place, order, event }] : []));
}

const endings = [
  'ChangeOpened',
  'AttemptCompleted',
  'AttemptFailed',
  'AttemptCancelled',
  'ClaimExpired',
  'SplitProposed',
] as const;

function inParallel(seen: Seen): Expectation {
  const phaseOf = new Map(all(seen, 'TaskAdded').map(({ event }) => [event.taskId, event.spec.phaseId]));
  const live = new Map<string, number>();
  let most: readonly number[] = [];
  for (const { position, event } of all(seen, 'AttemptStarted', ...endings)) {
    const id = event.type === 'ChangeOpened' ? event.changeId : event.attemptId;
    if (event.type !== 'AttemptStarted') live.delete(id);
    else if (phaseOf.get(event.taskId) === seen.firstPhase) live.set(id, position);
    if (live.size > most.length) most = [...live.values()];
  }
  return met(
    `the tasks of ${seen.firstPhase} ran in parallel, each in its own workspace`,
    most.length >= 2 ? [`${most.length} at once`, ...most] : null,
  );
}

function fedBack(seen: Seen): Expectation {
  const reports = all(seen, 'GateReported');
  for (const { position, order, event } of all(seen, 'AttemptFedBack')) {
    const passed = reports.find(
      (report) =>
        report.order > order &&
        report.event.attemptId === event.attemptId &&
        report.event.result.gate === event.gates[0] &&
        report.event.result.verdict === 'passed',
    );
    if (passed)
      return met('a gate failed, went back to the agent, then passed', [
        `${event.attemptId} ${event.gates[0]}`,
        position,
        passed.position,
      ]);
  }
  return met('a gate failed, went back to the agent, then passed', null);
}

function splitInOrder(seen: Seen): Expectation[] {
  const [proposed] = all(seen, 'SplitProposed');
  const split = all(seen, 'TaskSplit').find(({ event }) => event.taskId === proposed?.event.taskId);
  const landed = all(seen, 'ChangeLanded');
  const parts = split?.event.into.map((id) => landed.find(({ event }) => event.taskId === id)) ?? [];
  const isInOrder =
    parts.length === 4 &&
    parts.every(
      (part, index) =>
        part !== undefined && (index === 0 || part.order > (parts[index - 1]?.order ?? Infinity)),
    );
  return [
    met(
      'an oversized change was refused by the size gate',
      proposed && proposed.event.lines > proposed.event.limit
        ? [`${proposed.event.lines} lines, limit ${proposed.event.limit}`, proposed.position]
        : null,
    ),
    met(
      'it landed as four changes, in order',
      isInOrder ? parts.flatMap((part) => part?.position ?? []) : null,
    ),
  ];
}

function lostAndRefused(seen: Seen, title: string, lost: AttemptId | null): Expectation {
  const expired = all(seen, 'ClaimExpired').find(({ event }) => event.attemptId === lost);
  const refused = seen.refused.find(
    ({ attemptId, code }) => attemptId === lost && (code === 'FENCE_STALE' || code === 'ATTEMPT_OVER'),
  );
  if (!expired || !refused) return met(title, null);
  const { taskId, fence } = expired.event;
  const next = all(seen, 'TaskClaimed').find(({ event }) => event.taskId === taskId && event.fence > fence);
  const done = all(seen, 'TaskDone').find(({ event }) => event.taskId === taskId);
  return met(
    title,
    next && done
      ? [`${lost}`, expired.position, next.position, done.position, `late update: ${refused.code}`]
      : null,
  );
}

function waitedForScope(seen: Seen): Expectation {
  const title = 'a task waited until another with overlapping scope had landed';
  const specs = all(seen, 'TaskAdded').filter(
    ({ event }) => event.spec.change === 'required' && event.origin.kind === 'plan',
  );
  const landed = all(seen, 'ChangeLanded');
  const claimed = all(seen, 'TaskClaimed');
  const ready = all(seen, 'TasksBecameReady');
  for (const first of landed) {
    const mine = specs.find(({ event }) => event.taskId === first.event.taskId);
    if (!mine) continue;
    for (const other of specs) {
      const { taskId } = other.event;
      if (taskId === mine.event.taskId || !shareScope(mine.event.spec.scope, other.event.spec.scope))
        continue;
      const wasReady = ready.find(({ event }) => event.taskIds.includes(taskId));
      const took = claimed.find(({ event }) => event.taskId === taskId);
      const held = claimed.find(({ event }) => event.taskId === mine.event.taskId);
      if (
        wasReady &&
        took &&
        held &&
        wasReady.order < first.order &&
        held.order < took.order &&
        took.order > first.order
      ) {
        return met(title, [
          `${taskId} for ${mine.event.taskId}`,
          wasReady.position,
          first.position,
          took.position,
        ]);
      }
    }
  }
  return met(title, null);
}

/** The same pattern in both: the plainest overlap there is, told without the engine's help. */
const shareScope = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((glob) => b.includes(glob));

function phaseOpened(seen: Seen): Expectation {
  const paused = all(seen, 'PlanAdded').flatMap(({ event }) => event.phases.filter((phase) => phase.paused));
  const opened = all(seen, 'PhaseOpened').find(
    ({ event }) => event.because === 'condition' && paused.some(({ id }) => id === event.phaseId),
  );
  const title = 'a paused phase opened when its condition was met';
  if (!opened) return met(title, null);
  const tasks = all(seen, 'TaskAdded').filter(({ event }) => event.spec.phaseId === opened.event.phaseId);
  const early = all(seen, 'TaskClaimed').some(
    ({ event, order }) => order < opened.order && tasks.some((task) => task.event.taskId === event.taskId),
  );
  return met(title, early ? null : [opened.event.phaseId, opened.position]);
}

function reviewed(seen: Seen): Expectation {
  const approvals = new Map(
    all(seen, 'TaskAdded').map(
      ({ event }) => [taskKey(event.planId, event.taskId), event.spec.approvals] as [TaskKey, number],
    ),
  );
  const reviews = all(seen, 'ChangeReviewed').filter(
    ({ event }) => event.verdict === 'approve' && /^(person|policy|admin):/.test(event.actor),
  );
  const landed = all(seen, 'ChangeLanded').filter(
    ({ event }) => (approvals.get(taskKey(event.planId, event.taskId)) ?? 0) > 0,
  );
  const missing = landed.filter(
    (landing) =>
      !reviews.some(({ event, order }) => event.changeId === landing.event.changeId && order < landing.order),
  );
  const actors = [...new Set(reviews.map(({ event }) => event.actor))];
  return met(
    'no change landed without its review',
    landed.length > 0 && missing.length === 0
      ? [`${landed.length} changes, reviewed by ${actors.join(', ')}`]
      : null,
  );
}
