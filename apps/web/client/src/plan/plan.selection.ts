import type { TaskView, WaitingTask } from '@headrace/events';
import { isOver } from '../task/task.words.ts';
import type { PlanGraph } from './plan.graph.ts';

/** What the panel explains until somebody chooses: what waits for a person here, else where the critical path stands. */
export function defaultSelection(graph: PlanGraph, waiting: readonly WaitingTask[]): TaskView | null {
  const waits = waiting.find(({ key }) => graph.byKey.has(key));
  const front = graph.critical.find((key) => !isOver(graph.byKey.get(key)!.state));
  const key = waits?.key ?? front ?? graph.critical.at(-1);
  return (key && graph.byKey.get(key)) ?? graph.tasks[0] ?? null;
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

type Spot = { readonly x: number; readonly y: number };

/** Where an arrow leads from a task: along its edges, the critical one first; up and down to the nearest. */
export function neighbour(
  from: TaskView,
  direction: Direction,
  graph: PlanGraph,
  spots: ReadonlyMap<TaskView['key'], Spot>,
): TaskView | null {
  if (direction === 'first' || direction === 'last')
    return graph.byKey.get(graph.critical.at(direction === 'first' ? 0 : -1)!) ?? null;
  if (direction === 'up' || direction === 'down')
    return nearest(from, direction === 'up' ? -1 : 1, graph, spots);
  const along = graph.edges
    .filter((edge) => (direction === 'right' ? edge.from : edge.to) === from.key)
    .toSorted((a, b) => Number(b.isCritical) - Number(a.isCritical))[0];
  return (along && graph.byKey.get(direction === 'right' ? along.to : along.from)) ?? null;
}

function nearest(
  from: TaskView,
  sign: number,
  graph: PlanGraph,
  spots: ReadonlyMap<TaskView['key'], Spot>,
): TaskView | null {
  const here = spots.get(from.key);
  if (!here) return null;
  const away = (task: TaskView) => {
    const spot = spots.get(task.key);
    if (!spot || (spot.y - here.y) * sign <= 0) return Infinity;
    return Math.abs(spot.y - here.y) + Math.abs(spot.x - here.x) * 2;
  };
  const best = graph.tasks.reduce((a, b) => (away(b) < away(a) ? b : a));
  return away(best) === Infinity ? null : best;
}
