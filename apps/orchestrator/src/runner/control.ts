import {
  attemptOf,
  changeOf,
  endOf,
  runnerOf,
  type AttemptEnd,
  type EndedAttempt,
  type OrgState,
} from '@headrace/engine';
import type { Control, Heartbeat, RunnerId } from '@headrace/events';

/** What a runner says that it holds. */
export type Held = Pick<Heartbeat, 'attempts' | 'landings'>;

/** Ends that the attempt's own runner has sent: it knows. */
const ownEnds: readonly (AttemptEnd | undefined)[] = ['opened', 'completed', 'failed', 'split'];

/** What a runner has to be told: stop what is no longer yours, take nothing new. */
export function controlsFor(state: OrgState, runnerId: RunnerId, held: Held): readonly Control[] {
  const isDraining = Boolean(runnerOf(state, runnerId)?.draining);
  return [
    ...held.attempts.flatMap((attempt) => cancelOf(state, runnerId, attempt)),
    ...held.landings.flatMap((landing) => cancelLandingOf(state, runnerId, landing)),
    ...(isDraining ? [{ kind: 'drain' } as const] : []),
  ];
}

function cancelOf(state: OrgState, runnerId: RunnerId, held: Held['attempts'][number]): Control[] {
  const live = attemptOf(state, held.attemptId);
  if (live?.fence === held.fence && live.runnerId === runnerId) return [];
  const end = endOf(state, held.attemptId);
  if (ownEnds.includes(end?.end)) return [];
  return [
    {
      kind: 'cancel',
      ...held,
      reason: reasonOf(end),
      ...(end?.graceMs == null ? {} : { graceMs: end.graceMs }),
    },
  ];
}

function reasonOf(ended: EndedAttempt | null): string {
  if (ended?.end === 'expired') return 'its lease was lost';
  if (ended?.end === 'cancelled') return 'it was cancelled';
  return 'it is not an attempt of this runner';
}

function cancelLandingOf(state: OrgState, runnerId: RunnerId, held: Held['landings'][number]): Control[] {
  const change = changeOf(state, held.changeId);
  const { landing } = change ?? {};
  if (landing?.fence === held.fence && landing.runnerId === runnerId) return [];
  if (change?.status === 'landed' && change.fence === held.fence) return [];
  return [{ kind: 'cancel-landing', ...held, reason: 'the landing is no longer claimed by this runner' }];
}
