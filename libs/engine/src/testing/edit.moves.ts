import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { send, type Story } from './story.ts';
import { command } from './work.ts';

/** Numbers that follow from others, so that one move says what a whole patch is. */
function numbersFrom(seeds: readonly number[]): (below: number) => number {
  let seed = seeds.reduce((sum, n) => Math.imul(sum, 1009) + n + 1, 7);
  return (below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
}

/** Sends a patch of a few operations that may be good or bad, and mostly accepts what it affects. */
export function editSomething(story: Story, plan: PlanState | undefined, seeds: readonly number[]): void {
  if (!plan) return;
  const next = numbersFrom(seeds);
  const operations = Array.from({ length: 1 + next(3) }, () => operationOn(plan, next)).flat();
  const revision = Math.max(1, plan.revision - (next(10) === 0 ? 1 : 0));
  const patch = { type: 'EditPlan', planId: plan.planId, revision, operations };
  const decision = send(story, command(patch));
  if (decision.ok || decision.error.code !== 'EDIT_AFFECTS' || next(4) === 0) return;
  send(story, command({ ...patch, affected: decision.error.expected }));
}

type Next = (below: number) => number;

const pick = <T>(list: readonly T[], next: Next): T => list[next(list.length)] as T; // of a list with members

function operationOn(plan: PlanState, next: Next): object[] {
  const tasks = [...plan.tasks.values()].filter(({ removed, splitInto }) => !removed && !splitInto);
  const some = (most: number) => Array.from({ length: next(most + 1) }, () => pick(tasks, next).taskId);
  const task = pick(tasks, next);
  const phase = pick(['one', 'two', 'three'], next);
  switch (next(9)) {
    case 0:
    case 1: {
      const id = `n${next(12)}`;
      const waits = { needs: some(2), after: some(1), ...(next(2) ? { phase } : {}) };
      return [{ op: 'add-task', task: { id, title: id, role: pick(['dev', 'doc'], next), ...waits } }];
    }
    case 2:
      return removal(tasks, task, next);
    case 3:
      return [{ op: 'set-gate', gateId: 'test', gate: { kind: 'command', run: `npm test ${next(3)}` } }];
    case 4: {
      const role = {
        agent: pick(['codex', 'claude'], next),
        ...(next(2) ? { maxParallel: 1 + next(3) } : {}),
      };
      return [{ op: 'set-role', roleId: 'dev', role }];
    }
    case 5: {
      const opensWhen = next(2) ? { opensWhen: { done: [pick(['one', 'two', 'three'], next)] } } : {};
      return [{ op: 'set-phase', phase: { id: phase, title: phase, ...opensWhen } }];
    }
    default:
      return [{ op: 'change-task', taskId: task.taskId, set: sayings(some, next), restart: next(3) === 0 }];
  }
}

/** Mostly with those that need it, so that it is not refused for them. */
function removal(tasks: readonly TaskState[], { taskId }: TaskState, next: Next): object[] {
  const isAlone = next(4) === 0;
  const without = (ids: readonly string[]) => ids.filter((id) => id !== taskId);
  const users = tasks.filter(({ needs, after }) => needs.includes(taskId) || after.includes(taskId));
  const freed = users.map((user) => ({
    op: 'change-task',
    taskId: user.taskId,
    set: { needs: without(user.needs), after: without(user.after) },
  }));
  return [{ op: 'remove-task', taskId }, ...(isAlone ? [] : freed)];
}

function sayings(some: (most: number) => readonly string[], next: Next): object {
  switch (next(8)) {
    case 0:
      return { needs: some(2) };
    case 1:
      return { after: some(1) };
    case 2:
      return { phase: pick(['one', 'two', 'three', null], next) };
    case 3:
      return { scope: pick([['src/**'], ['docs/**', 'src/a/**'], []], next) };
    case 4:
      return { gates: pick([[], ['test'], ['test', 'look']], next), approvals: next(2) };
    case 5:
      return { role: pick(['dev', 'doc'], next), labels: pick([[], ['gpu']], next) };
    case 6:
      return { worktree: pick(['w1', null], next), change: pick(['required', 'none'], next) };
    default:
      return {
        priority: pick(['critical', 'ongoing', null], next),
        estimateMinutes: 1 + next(5),
        brief: 'New.',
        startAt: pick([undefined, '2026-11-19T10:00:00.000Z', '2026-12-01T00:00:00.000Z', null], next),
        failures: pick([undefined, { timeout: { attempts: 2 } }, null], next),
      };
  }
}
