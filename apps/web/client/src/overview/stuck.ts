import { epochMs, type LiveRunner, type PlanView, type TaskView } from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { countWord } from '../words/time.words.ts';

export type Stuck = {
  readonly task: TaskView;
  readonly glyph: StateGlyph;
  readonly why: string;
};

/** Ready for longer than this without a claim is worth a word. */
const PATIENCE_MS = 60_000;

/** Tasks that nothing moves: dead ones, and ready ones that no slot takes. Longest first. */
export function stuckOf(
  tasks: readonly TaskView[],
  runners: readonly LiveRunner[],
  plans: ReadonlyMap<string, PlanView>,
  now: number,
): readonly Stuck[] {
  const found = tasks.flatMap((task): Stuck[] => {
    if (task.state === 'failed')
      return [{ task, glyph: 'failed', why: `is dead: ${task.failure ?? 'no attempt is left'}.` }];
    const isWaiting =
      task.state === 'ready' && task.heldReason === null && now - epochMs(task.since) > PATIENCE_MS;
    if (!isWaiting || plans.get(task.planId)?.state !== 'running') return [];
    return [{ task, glyph: 'ready', why: `is ready, but ${slotsWord(task, runners)}.` }];
  });
  return found.sort((a, b) => (a.task.since < b.task.since ? -1 : 1));
}

function slotsWord({ role, agent }: TaskView, runners: readonly LiveRunner[]): string {
  const fitting = runners.filter(
    (runner) =>
      runner.alive && !runner.draining && (runner.roles.includes('*') || runner.roles.includes(role)),
  );
  if (fitting.length === 0) return `no live runner takes role ${role}`;
  const able = fitting.filter(({ agents }) => agents.some((name) => name === agent));
  if (able.length === 0) return `no live runner starts agent ${agent}`;
  const slots = able.reduce((sum, runner) => sum + runner.slots, 0);
  const busy = able.reduce((sum, runner) => sum + (runner.presence?.busy ?? 0), 0);
  if (busy >= slots) return `all ${countWord(slots, 'slot')} for role ${role} are taken`;
  return 'something else stands before it';
}
