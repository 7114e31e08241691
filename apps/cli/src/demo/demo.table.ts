import type { AttemptView, GateView, TaskView } from '@headrace/events';
import { duration, table } from '../terminal/print.ts';

export type TaskRow = {
  readonly task: TaskView;
  readonly attempts: readonly AttemptView[];
  readonly gates: readonly GateView[];
};

/** Task, role, attempts, duration, lines, coverage, merge commit: what became of each task. */
export function resultTable(rows: readonly TaskRow[]): string {
  return table(['task', 'role', 'attempts', 'duration', 'lines', 'coverage', 'merged as'], rows.map(rowOf));
}

function rowOf({ task, attempts, gates }: TaskRow): string[] {
  const first = attempts[0]?.claimedAt;
  const took = first && task.finishedAt ? duration(Date.parse(task.finishedAt) - Date.parse(first)) : '';
  const coverage = gates.findLast(
    ({ gate, verdict }) => gate === 'coverage' && verdict === 'passed',
  )?.measure;
  const merged =
    task.result?.slice(0, 10) ??
    (task.splitInto
      ? `split into ${task.splitInto.join(', ')}`
      : task.change === 'none'
        ? 'nothing to merge'
        : '');
  return [
    task.taskId,
    task.role,
    String(attempts.length),
    took,
    task.lines === null ? '' : String(task.lines),
    coverage == null ? '' : `${coverage} %`,
    merged,
  ];
}
