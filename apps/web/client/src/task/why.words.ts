import type { Reason, Why } from '@headrace/engine';
import type { Ref, TaskView } from '@headrace/events';
import type { PlanGraph } from '../plan/plan.graph.ts';
import { missingNeeds, needsOf } from '../plan/plan.graph.ts';
import { countWord, timeWord } from '../words/time.words.ts';
import { signOf, type StateGlyph } from './task.words.ts';

export type WhyWords = {
  readonly verdict: string;
  /** Each a sentence. */
  readonly causes: readonly string[];
  /** The events that prove it, the newest first. */
  readonly proofs: readonly Ref[];
  readonly change: string;
};

const PROOFS = 5;

/** The engine's answer as a card: the verdict, the causes, the events that prove them, and what would change it. */
export function whyWords({ key, summary, reasons }: Why, now: number): WhyWords {
  const short = shortened(key.slice(0, key.indexOf('.')), now);
  const causes = joined(reasons).map(short);
  const opening = openingOf(summary).replace(`${key} `, '').replace(/^is /, '');
  return {
    verdict:
      opening === 'waits.' && causes.length > 1
        ? `Waits for ${countWord(causes.length, 'thing')}.`
        : capital(opening),
    causes,
    proofs: proofsOf(reasons),
    change: short(reasons.find(({ change }) => change !== '')?.change ?? '').replace(/^Nothing\.$/, ''),
  };
}

/** On a page of its plan a task needs no plan before its name, and a person's clock has hours and minutes. */
function shortened(planId: string, now: number): (text: string) => string {
  const prefix = new RegExp(`(?<![\\w.-])${planId}\\.(?=[a-z0-9])`, 'g');
  const instant = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  return (text) => text.replaceAll(prefix, '').replaceAll(instant, (at) => timeWord(Date.parse(at), now));
}

const openingOf = (summary: string): string => /^.*?[.!?](?=\s|$)/s.exec(summary)?.[0] ?? summary;
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** One sentence for all paths and places that one other task has. */
function joined(reasons: readonly Reason[]): readonly string[] {
  const groups = Map.groupBy(reasons, ({ kind, text, data }) =>
    (kind === 'scope' || kind === 'worktree') && typeof data['holder'] === 'string' ? data['holder'] : text,
  );
  return [...groups.values()].map(([first, ...more]) =>
    more.length === 0
      ? first!.text
      : `${first!.text.replace(/\.$/, '')}; ${countWord(more.length, 'path')} more.`,
  );
}

function proofsOf(reasons: readonly Reason[]): readonly Ref[] {
  const byPlace = new Map(
    reasons.flatMap(({ proof }) => proof).map((ref) => [`${ref.position}.${ref.index}`, ref]),
  );
  return [...byPlace.values()].sort((a, b) => b.position - a.position || a.index - b.index).slice(0, PROOFS);
}

/** What can be said at once, from the records alone, until the engine has answered. */
export function firstWords(task: TaskView, { byKey }: PlanGraph): WhyWords {
  const missing = missingNeeds(task, byKey);
  const verdicts: Readonly<Record<TaskView['state'], string>> = {
    blocked: missing.length > 0 ? `Blocked by ${missing.join(', ')}.` : 'Blocked: its phase is not open.',
    ready: task.heldReason ? `Waiting: held, ${task.heldNote || task.heldReason}.` : 'Ready.',
    claimed: `Claimed by ${task.runnerId ?? 'a runner'}.`,
    running: `Running on ${task.runnerId ?? 'a runner'}.`,
    verifying: 'Its gates run.',
    reviewing: 'Waits for your review.',
    merging: 'In the queue to land.',
    done: 'Done.',
    failed: `Failed: ${task.failure ?? 'no reason given'}.`,
    cancelled: task.removedAt ? 'An edit took it out of the plan.' : 'Cancelled.',
    divided: `Divided into ${(task.splitInto ?? []).join(', ')}.`,
  };
  return { verdict: verdicts[task.state], causes: [], proofs: [], change: '' };
}

/** The colour of what would free it: the sign of the first need that waits for a person, else its own. */
export function freedBy(task: TaskView, { byKey }: PlanGraph, now: number): StateGlyph {
  if (task.state !== 'blocked') return signOf(task, now).glyph;
  const needs = needsOf(task).flatMap((need) => byKey.get(need) ?? []);
  const asking = needs.find((need) => signOf(need, now).asks || need.state === 'failed');
  return asking ? signOf(asking, now).glyph : 'blocked';
}

/** The need that a person could free now. */
export const reviewable = (task: TaskView, { byKey }: PlanGraph): TaskView | null =>
  [task, ...needsOf(task).flatMap((need) => byKey.get(need) ?? [])].find(
    ({ state }) => state === 'reviewing',
  ) ?? null;
