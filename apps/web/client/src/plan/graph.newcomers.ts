import type { TaskKey } from '@headrace/events';
import type { Band } from './graph.bands.ts';
import { ROW, type Cell, type Placement } from './graph.geometry.ts';
import { needsOf, type PlanGraph } from './plan.graph.ts';

/** Gives tasks that came later a free place in their band, right of what they need there. Nobody else moves. */
export function withNewTasks(placement: Placement, bands: readonly Band[], graph: PlanGraph): Placement {
  const fresh = bands
    .filter(({ kind }) => kind !== 'paused')
    .flatMap((band) => band.keys.filter((key) => !placement.cells.has(key)).map((key) => ({ band, key })));
  if (fresh.length === 0) return placement;
  const cells = new Map(placement.cells);
  for (const { band, key } of fresh) cells.set(key, freeCell(band, key, cells, placement.count, graph));
  const count = Math.max(placement.count, ...[...cells.values()].map(({ column }) => column + 1));
  return { ...placement, cells, count };
}

function freeCell(
  band: Band,
  key: TaskKey,
  cells: ReadonlyMap<TaskKey, Cell>,
  count: number,
  graph: PlanGraph,
): Cell {
  const own = band.keys.flatMap((other) => cells.get(other) ?? []);
  const needs = needsOf(graph.byKey.get(key)!).flatMap((need) => cells.get(need) ?? []);
  const first = Math.max(0, ...needs.filter((cell) => cell.band === band.id).map(({ column }) => column + 1));
  const rows = Math.max(1, ...own.map(({ top }) => Math.floor(top / ROW) + 1));
  for (let row = 0; row < rows; row++)
    for (let column = first; column < count; column++)
      if (isFree(own, column, row * ROW)) return { band: band.id, column, top: row * ROW };
  return { band: band.id, column: Math.min(first, count), top: rows * ROW };
}

const isFree = (cells: readonly Cell[], column: number, top: number): boolean =>
  cells.every((cell) => cell.column !== column || Math.abs(cell.top - top) >= ROW);
