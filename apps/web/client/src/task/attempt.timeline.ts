import { epochMs, type AttemptView, type ChangeView, type GateView } from '@headrace/events';
import { countWord, timeWord } from '../words/time.words.ts';
import type { StateGlyph } from './task.words.ts';

/** A stretch of time in one state; `isOpen`: it goes on. */
export type Stretch = {
  readonly from: number;
  readonly to: number;
  readonly state: StateGlyph;
  readonly isOpen: boolean;
};

export type Lane = {
  readonly title: string;
  readonly note: string;
  readonly position: number;
  readonly stretches: readonly Stretch[];
  /** How it ended, where that was not by going on. */
  readonly end: { readonly at: number; readonly glyph: StateGlyph; readonly word: string } | null;
};

export type Timeline = {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly ticks: readonly { readonly at: number; readonly word: string }[];
};

const MINUTE = 60_000;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 4320, 10_080].map((minutes) => minutes * MINUTE),
];
const MOST_TICKS = 5;

/** One lane per attempt on one axis: the claim, the work, each round of gates, then the review and the queue of its change. */
export function timelineOf(
  attempts: readonly AttemptView[],
  gatesOf: (attempt: AttemptView) => readonly GateView[],
  changeOf: (attempt: AttemptView) => ChangeView | null,
  now: number,
): Timeline {
  const ordered = attempts.toSorted((a, b) => a.fence - b.fence);
  const lanes = ordered.map((attempt) => laneOf(attempt, gatesOf(attempt), changeOf(attempt), now));
  const starts = ordered.map(({ claimedAt }) => epochMs(claimedAt));
  const ends = lanes.flatMap(({ stretches }) => stretches.map(({ to }) => to));
  const [first, last] = [Math.min(...starts), Math.max(...ends)];
  const margin = Math.max((last - first) * 0.05, 500);
  const [from, to] = ordered.length === 0 ? [now - MINUTE, now] : [first - margin, last + margin * 2.4];
  return { from, to, lanes, ticks: ticksOf(from, to, now) };
}

function laneOf(
  attempt: AttemptView,
  gates: readonly GateView[],
  change: ChangeView | null,
  now: number,
): Lane {
  const ended = attempt.endedAt ? epochMs(attempt.endedAt) : null;
  const stretches = [...workOf(attempt, gates, ended ?? now), ...wayOf(change, now)];
  return {
    title: `Attempt ${attempt.fence}`,
    note: `fence ${attempt.fence}, ${attempt.runnerId}`,
    position: attempt.position,
    stretches: joined(stretches.filter(({ from, to }) => to > from)),
    end: endOf(attempt, change, ended),
  };
}

/** Neighbours in one state are one stretch. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.reduce<readonly Stretch[]>((done, next) => {
    const last = done.at(-1);
    if (last?.state !== next.state) return [...done, next];
    return [...done.slice(0, -1), { ...next, from: last.from }];
  }, []);
}

function workOf(attempt: AttemptView, gates: readonly GateView[], end: number): readonly Stretch[] {
  const isOpen = attempt.state !== 'ended';
  const claimed = epochMs(attempt.claimedAt);
  const started = attempt.startedAt ? epochMs(attempt.startedAt) : end;
  const rounds = [
    ...Map.groupBy(
      gates.filter(({ stage }) => stage === 'attempt'),
      ({ round }) => round,
    ).values(),
  ];
  const verified = rounds.map((round) => ({
    from: Math.max(
      started,
      Math.min(...round.map(({ reportedAt, durationMs }) => epochMs(reportedAt) - durationMs)),
    ),
    to: Math.min(end, Math.max(...round.map(({ reportedAt }) => epochMs(reportedAt)))),
  }));
  const isVerifying = attempt.state === 'verifying';
  const work: Stretch[] = [
    { from: claimed, to: started, state: 'claimed', isOpen: isOpen && !attempt.startedAt },
  ];
  let at = started;
  for (const { from, to } of verified) {
    work.push({ from: at, to: from, state: 'running', isOpen: false });
    work.push({ from, to, state: 'verifying', isOpen: false });
    at = to;
  }
  const last = {
    from: at,
    to: end,
    state: isVerifying || attempt.outcome === 'opened' ? 'verifying' : 'running',
  } as const;
  return attempt.startedAt ? [...work, { ...last, isOpen }] : work;
}

/** What became of the change: waiting for a review, then in the queue. */
function wayOf(change: ChangeView | null, now: number): readonly Stretch[] {
  if (!change) return [];
  const ms = (at: string | null | undefined) => (at ? Date.parse(at) : null);
  const left = change.state === 'sent-back' ? (ms(change.reviews.at(-1)?.at) ?? ms(change.queuedAt)) : null;
  const [opened, queued, landed] = [ms(change.openedAt)!, ms(change.queuedAt), ms(change.landedAt)];
  const isReviewing = change.state === 'reviewing';
  const review: Stretch = {
    from: opened,
    to: queued ?? left ?? now,
    state: 'reviewing',
    isOpen: isReviewing,
  };
  const isQueued = change.state === 'queued' || change.state === 'landing';
  const queue =
    queued === null
      ? []
      : [{ from: queued, to: landed ?? left ?? now, state: 'merging', isOpen: isQueued } as const];
  return [...(isReviewing || change.reviews.length > 0 ? [review] : []), ...queue];
}

function endOf(attempt: AttemptView, change: ChangeView | null, ended: number | null): Lane['end'] {
  if (change?.landedAt) return { at: epochMs(change.landedAt), glyph: 'done', word: 'landed' };
  if (change?.state === 'sent-back') {
    const at = change.reviews.at(-1)?.at ?? change.queuedAt ?? change.openedAt;
    return { at: epochMs(at), glyph: 'failed', word: `sent back: ${change.sentBack ?? ''}` };
  }
  if (ended === null) return null;
  const words: Readonly<Record<string, readonly [StateGlyph, string]>> = {
    failed: ['failed', `${attempt.failureClass ?? 'failed'}: ${attempt.message ?? ''}`],
    expired: ['cancelled', `lease lost, ${attempt.runnerId} went silent. Costs no retry.`],
    split: ['waiting', attempt.message ?? ''],
    cancelled: ['cancelled', attempt.message || 'cancelled'],
    completed: ['done', 'completed'],
  };
  const [glyph, word] = words[attempt.outcome ?? ''] ?? ['done', ''];
  return attempt.outcome === 'opened' ? null : { at: ended, glyph, word };
}

function ticksOf(from: number, to: number, now: number): Timeline['ticks'] {
  const step = STEPS.find((ms) => (to - from) / ms <= MOST_TICKS) ?? STEPS.at(-1)!;
  const zone = new Date(now).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at < to; at += step)
    ticks.push({ at, word: step < MINUTE ? new Date(at).toLocaleTimeString('en-GB') : timeWord(at, now) });
  return ticks;
}

/** "Attempt 1: claimed 12:48, lease lost 13:09." for those who do not see the lanes. */
export const timelineLabel = ({ lanes }: Timeline, now: number): string =>
  lanes.length === 0
    ? 'No attempt yet.'
    : `${countWord(lanes.length, 'attempt')}. ${lanes.map((lane) => laneLabel(lane, now)).join(' ')}`;

function laneLabel({ title, stretches, end }: Lane, now: number): string {
  const parts = stretches.map(({ state, from }) => `${state} ${timeWord(from, now)}`);
  return `${title}: ${[...parts, ...(end ? [`${end.word} ${timeWord(end.at, now)}`] : [])].join(', ')}.`;
}
