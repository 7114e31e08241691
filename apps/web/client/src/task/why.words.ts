import type { Reason, Why } from '@headrace/engine';
import type { TaskView } from '@headrace/events';
import type { PlanGraph } from '../plan/plan.graph.ts';
import { missingNeeds, needsOf } from '../plan/plan.graph.ts';
import { signOf, type StateGlyph } from './task.words.ts';

export type WhyWords = {
  readonly verdict: string;
  readonly causes: string;
  readonly proofs: readonly { readonly position: number; readonly fact: string }[];
  readonly change: string;
};

const PROOFS = 5;

/** The engine's answer as a card: the verdict, the causes, the events that prove them, and what would change it. */
export function whyWords({ summary, reasons }: Why): WhyWords {
  const [verdict = summary, causes = ''] = splitSentence(summary);
  // what has a proof stands beside it, once
  const own = reasons
    .filter(({ proof, text }) => proof.length === 0 && !summary.includes(text))
    .map(({ text }) => text);
  return {
    verdict,
    causes: [causes, ...own].filter((text) => text !== '').join(' '),
    proofs: reasons.flatMap(proofsOf).slice(0, PROOFS),
    change: reasons.find(({ change }) => change !== '')?.change ?? '',
  };
}

const proofsOf = ({ proof, text }: Reason) =>
  proof.map(({ position }) => ({ position, fact: text.replace(/\.$/, '') }));

/** "First. And more." is "First." and "And more." */
const splitSentence = (text: string): readonly string[] =>
  /^(.*?[.!?])\s+(.*)$/s.exec(text)?.slice(1) ?? [text];

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
    cancelled: task.splitInto ? `Split into ${task.splitInto.join(', ')}.` : 'Cancelled.',
  };
  return {
    verdict: verdicts[task.state],
    causes: '',
    proofs: [{ position: task.position, fact: 'last change' }],
    change: '',
  };
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
