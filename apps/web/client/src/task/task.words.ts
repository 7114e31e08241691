import {
  epochMs,
  partsOf,
  type AttemptView,
  type Gate,
  type GateId,
  type GateView,
  type TaskId,
  type TaskState,
  type TaskView,
} from '@headrace/events';
import { ageWord, countWord, numberWord, ordinalWord, spanWord, timeWord } from '../words/time.words.ts';

/** The silhouettes of the sprite. */
export type StateGlyph = TaskState | 'waiting' | 'paused';

/** How a task shows itself: shape, word, colour; `asks`: only a person can move it. */
export type Sign = { readonly glyph: StateGlyph; readonly word: string; readonly asks: boolean };

export const isOver = (state: TaskState): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled' || state === 'divided';

/** Neither divided nor taken out by an edit. */
export const isInPlan = ({ state, removedAt }: TaskView): boolean =>
  state !== 'divided' && removedAt === null;

export const isAtWork = (state: TaskState): boolean =>
  state === 'claimed' || state === 'running' || state === 'verifying';

export function signOf(task: TaskView, now: number): Sign {
  if (task.state === 'reviewing') return { glyph: 'reviewing', word: 'your review', asks: true };
  if (task.removedAt) return { glyph: 'cancelled', word: 'removed', asks: false };
  if (task.heldReason === null || isOver(task.state) || isAtWork(task.state))
    return { glyph: task.state, word: task.state, asks: false };
  if (task.heldUntil !== null)
    return { glyph: 'waiting', word: `${task.heldReason} ${timeWord(task.heldUntil, now)}`, asks: false };
  return { glyph: 'waiting', word: heldWords[task.heldReason], asks: true };
}

const heldWords: Readonly<Record<NonNullable<TaskView['heldReason']>, string>> = {
  person: 'held',
  start: 'starts',
  retry: 'waits',
  quota: 'quota',
  auth: 'asks you',
  refused: 'asks you',
  ask: 'asks you',
  loop: 'asks you',
  split: 'asks you',
  decomposition: 'asks you',
  repository: 'repository',
};

/** What a node needs to know beside its task to say its one fact. */
export type Surroundings = {
  readonly now: number;
  /** The needs that are not met yet. */
  readonly missing: readonly TaskId[];
  /** Place in the queue of its target branch, from 1. */
  readonly queuePlace: number | null;
};

/** The one fact under a node's title. */
export function factOf(task: TaskView, { now, missing, queuePlace }: Surroundings): string {
  switch (task.state) {
    case 'blocked':
      if (missing.length === 0) return 'phase not open';
      return missing.length > 2 ? `needs ${missing.length} tasks` : `needs ${missing.join(', ')}`;
    case 'ready':
      return task.fence > 0 ? `tried ${task.fence} ×` : `for ${ageWord(task.since, now)}`;
    case 'claimed':
      return `${ageWord(task.since, now)} ago`;
    case 'running':
    case 'verifying':
      return `try ${task.fence} · ${workedWord(task, now)}`;
    case 'reviewing':
      return `for ${ageWord(task.since, now)}`;
    case 'merging':
      return queuePlace === null ? 'in queue' : `${ordinalWord(queuePlace)} in queue`;
    case 'done':
      return task.lines === null ? `in ${spanOf(task)}` : countWord(task.lines, 'line');
    case 'failed':
      return `after ${countWord(task.fence, 'try', 'tries')}`;
    case 'cancelled':
      return timeWord(task.since, now);
    case 'divided':
      return `into ${task.splitInto?.length ?? 0}`;
  }
}

const workedWord = (task: TaskView, now: number): string => ageWord(task.claimedAt ?? task.since, now);

const spanOf = (task: TaskView): string =>
  spanWord(task.finishedAt && task.claimedAt ? epochMs(task.finishedAt) - epochMs(task.claimedAt) : 0);

/** How much of its estimate an attempt has used, 0 to 1; null where nothing is at work or estimated. */
export function usedOf(task: TaskView, now: number): number | null {
  if (task.state !== 'running' || task.estimateMinutes === null || task.claimedAt === null) return null;
  return Math.min(1, Math.max(0, (now - epochMs(task.claimedAt)) / (task.estimateMinutes * 60_000)));
}

export type Verdict = 'passed' | 'failed' | 'runs' | 'void' | 'none';

export type GateCell = { readonly gate: GateId; readonly verdict: Verdict; readonly view: GateView | null };

/** Runners prove in this order of kinds, one gate after the other. */
const ORDER: readonly Gate['kind'][] = ['size', 'scope', 'secret', 'command', 'review'];

/** The newest verdict of each of the task's gates. A round that has begun makes those of the round before it void. */
export function gateCells(
  task: TaskView,
  attempt: AttemptView | null,
  views: readonly GateView[],
  definitions: Readonly<Partial<Record<GateId, Gate>>> = {},
): readonly GateCell[] {
  const cells = task.gates.map((gate) => {
    const view = views.filter((other) => other.gate === gate).reduce<GateView | null>(newer, null);
    return { gate, view, verdict: verdictOf(attempt, view) };
  });
  if (attempt?.state !== 'verifying') return cells;
  const place = ({ gate }: GateCell) => ORDER.indexOf(definitions[gate]?.kind ?? 'command');
  const open = cells.filter(({ verdict }) => verdict === 'none' || verdict === 'void');
  const running = open.toSorted((a, b) => place(a) - place(b))[0];
  return cells.map((cell) => (cell === running ? { ...cell, verdict: 'runs' } : cell));
}

const newer = (best: GateView | null, view: GateView): GateView =>
  best === null || view.position >= best.position ? view : best;

function verdictOf(attempt: AttemptView | null, view: GateView | null): Verdict {
  if (view === null) return 'none';
  const isStale = view.stage === 'attempt' && attempt?.state === 'verifying' && view.round < attempt.round;
  return isStale ? 'void' : view.verdict;
}

/** "Gates: lint passed, tests failed, coverage not begun" */
export const gatesLabel = (cells: readonly GateCell[]): string =>
  `Gates: ${cells.map(({ gate, verdict }) => `${gate} ${verdictWords[verdict]}`).join(', ')}`;

export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  runs: 'runs',
  void: 'void',
  none: 'not begun',
};

/** `71.4 %`, `588/700`: the measure beside its limit. */
export function measureWord({ measure, limit, unit }: GateView): string {
  if (measure === null) return '';
  const value = Number.isInteger(measure) ? numberWord(measure) : measure.toFixed(1);
  if (unit === '' && limit !== null) return `${value}/${numberWord(limit)}`;
  return `${value} ${unit}`.trim();
}

/** Two letters that stand for a role on a node: `controller-patterns` is CP, `testing` is TE. */
export function roleTag(role: string): string {
  const [first = '', second] = role.split('-');
  return (second ? first.slice(0, 1) + second.slice(0, 1) : first.slice(0, 2)).toUpperCase();
}

/** `attempt 2` of `tmc.05.2` */
export const attemptWord = (attemptId: Parameters<typeof partsOf>[0]): string =>
  `attempt ${partsOf(attemptId).fence}`;
