import { epochMs, type LiveRunner, type PlanView, type TaskView } from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { countWord } from '../words/time.words.ts';

export type Stuck = {
  readonly task: TaskView;
  readonly glyph: StateGlyph;
  readonly why: string;
};

/** A slot that is taken is no trouble for as long as this; a role that nobody takes is, at once. */
const PATIENCE_MS = 10 * 60_000;
const AT_ONCE_MS = 15_000;

/** Tasks that nothing moves: dead ones, and ready ones that no runner can take. Longest first. */
export function stuckOf(
  tasks: readonly TaskView[],
  runners: readonly LiveRunner[],
  plans: ReadonlyMap<string, PlanView>,
  now: number,
): readonly Stuck[] {
  const found = tasks.flatMap((task): Stuck[] => {
    if (task.state === 'failed')
      return [{ task, glyph: 'failed', why: `is dead: ${task.failure ?? 'no attempt is left'}.` }];
    if (task.state !== 'ready' || task.heldReason !== null || plans.get(task.planId)?.state !== 'running')
      return [];
    const why = slotsWord(task, runners, now - epochMs(task.since));
    return why === null ? [] : [{ task, glyph: 'ready', why: `is ready, but ${why}.` }];
  });
  return found.sort((a, b) => (a.task.since < b.task.since ? -1 : 1));
}

function slotsWord(
  { role, agent }: TaskView,
  runners: readonly LiveRunner[],
  waitedMs: number,
): string | null {
  if (waitedMs < AT_ONCE_MS) return null;
  const fitting = runners.filter(
    (runner) =>
      runner.alive &&
      !runner.draining &&
      (runner.roles.includes('*') || runner.roles.some((name) => name === role)),
  );
  if (fitting.length === 0) return `no live runner takes role ${role}`;
  const able = fitting.filter(({ agents }) => agents.some((name) => name === agent));
  if (able.length === 0) return `no live runner starts agent ${agent}`;
  const slots = able.reduce((sum, runner) => sum + runner.slots, 0);
  const busy = able.reduce((sum, runner) => sum + (runner.presence?.busy ?? 0), 0);
  if (busy < slots || waitedMs < PATIENCE_MS) return null;
  return `all ${countWord(slots, 'slot')} for role ${role} are taken`;
}
