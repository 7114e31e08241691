import {
  decisionsOf,
  epochMs,
  markOf,
  plansOf,
  tasksOf,
  type Density,
  type Mark,
  type Moment,
  type RecordedCommit,
} from '@headrace/events';
import { clockWord, timeWord } from '../words/time.words.ts';

/** What the foot draws: everything in parts of 1000 from the left. */
export type TimeAxis = {
  readonly bars: readonly { readonly x: number; readonly width: number; readonly height: number }[];
  readonly ticks: readonly { readonly x: number; readonly word: string }[];
  readonly marks: readonly (Mark & { readonly x: number })[];
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[5, 10, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 72, 168, 720].map((hours) => hours * HOUR),
];
const MOST_TICKS = 6;
/** Marks that are nearer than this would lie on one another; the graver one stays. */
const NEAREST_MARKS = 22;
const grave: readonly Mark['kind'][] = ['failed', 'person', 'held', 'done'];

/** One for each command that a commit records. */
export const momentsOf = ({ commit, position }: RecordedCommit): readonly Moment[] =>
  decisionsOf(commit).map(({ command, events }) => ({
    at: commit.at,
    position,
    actor: command.actor,
    eventTypes: events.map(({ type }) => type),
    keys: [...new Set(events.flatMap((event) => [...tasksOf(event), ...plansOf(event)]))],
  }));

/** The density that the server knew, with what has come in since. */
export function extended(density: Density, since: readonly Moment[]): Density {
  const counts = [...density.counts];
  for (const { at } of since) {
    const bucket = Math.max(0, Math.floor((epochMs(at) - epochMs(density.from)) / density.bucketMs));
    while (counts.length <= bucket) counts.push(0);
    counts[bucket]! += 1;
  }
  return {
    ...density,
    counts,
    marks: [...density.marks, ...since.flatMap((moment) => markOf(moment) ?? [])],
  };
}

export function axisOf({ from, bucketMs, counts, marks }: Density, now: number): TimeAxis {
  const start = epochMs(from);
  const span = Math.max(now - start, bucketMs * counts.length, 1);
  const x = (ms: number) => ((ms - start) / span) * 1000;
  const most = Math.max(1, ...counts);
  return {
    bars: barsOf(counts, most, (bucketMs / span) * 1000),
    ticks: ticksOf(start, start + span, now).map((at) => ({ x: x(at), word: tickWord(at, span, now) })),
    marks: thinned(marks.map((mark) => ({ ...mark, x: x(epochMs(mark.at)) }))),
  };
}

/** At most 300 bars: neighbours are counted together on a longer axis. */
function barsOf(counts: readonly number[], most: number, width: number): TimeAxis['bars'] {
  const merge = Math.ceil(counts.length / 300);
  const bars = [];
  for (let at = 0; at < counts.length; at += merge) {
    const count = Math.max(...counts.slice(at, at + merge));
    if (count > 0) bars.push({ x: at * width, width: width * merge * 0.78, height: Math.sqrt(count / most) });
  }
  return bars;
}

const stepOf = (span: number): number => STEPS.find((ms) => span / ms <= MOST_TICKS) ?? STEPS.at(-1)!;
const tickWord = (at: number, span: number, now: number): string =>
  stepOf(span) < MINUTE ? clockWord(at) : timeWord(at, now);

function ticksOf(start: number, end: number, now: number): readonly number[] {
  const step = stepOf(end - start);
  const zone = new Date(now).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((start - zone) / step) * step + zone;
  const ticks = [];
  for (let at = first; at < end; at += step) ticks.push(at);
  return ticks;
}

function thinned<M extends Mark & { readonly x: number }>(marks: readonly M[]): readonly M[] {
  const kept: M[] = [];
  for (const mark of marks.toSorted((a, b) => grave.indexOf(a.kind) - grave.indexOf(b.kind) || b.x - a.x))
    if (kept.every(({ x }) => Math.abs(x - mark.x) >= NEAREST_MARKS)) kept.push(mark);
  return kept.sort((a, b) => a.x - b.x);
}

/** Commits in the last minute. */
export const perMinute = (commits: readonly RecordedCommit[], now: number): number => {
  const since = new Date(now - MINUTE).toISOString();
  return commits.length - commits.findLastIndex(({ commit }) => commit.at < since) - 1;
};
