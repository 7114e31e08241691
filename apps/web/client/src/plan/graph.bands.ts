import { taskKey, type PhaseId, type PhaseView, type TaskKey, type TaskView } from '@headrace/events';
import { inOrder, needsOf, type PlanGraph } from './plan.graph.ts';

/**
 * A band is one row of the terraces: the tasks of a phase, the parts of one split in it, or, shown small, the tasks of
 * a phase that is paused. Bands share one grid of columns, so that what belongs together stands above one another.
 */
export type Band = {
  readonly id: string;
  readonly kind: 'tasks' | 'split' | 'paused';
  readonly phaseId: PhaseId | null;
  /** The task that was split, for a band of its parts. */
  readonly of: TaskKey | null;
  readonly keys: readonly TaskKey[];
};

export const NARROWEST = 5;
const WIDEST = 12;

export function bandsOf(phases: readonly PhaseView[], graph: PlanGraph): readonly Band[] {
  const known: readonly (PhaseView | null)[] = [...phases, null];
  return known.flatMap((phase) => bandsOfPhase(phase, graph));
}

function bandsOfPhase(phase: PhaseView | null, { tasks }: PlanGraph): readonly Band[] {
  const phaseId = phase?.id ?? null;
  const own = tasks.filter((task) => task.phaseId === phaseId);
  if (phase?.state === 'paused' && own.every(({ state }) => state === 'blocked'))
    return [bandOf('paused', phaseId, null, own)];
  const loose = own.filter((task) => splitOf(task) === null);
  const splits = Map.groupBy(
    own.filter((task) => splitOf(task) !== null),
    (task) => splitOf(task)!,
  );
  return [
    ...(loose.length > 0 || (phase !== null && splits.size === 0)
      ? [bandOf('tasks', phaseId, null, loose)]
      : []),
    ...[...splits].map(([of, parts]) => bandOf('split', phaseId, of, parts)),
  ];
}

const splitOf = ({ planId, origin }: TaskView): TaskKey | null =>
  origin.kind === 'split' || origin.kind === 'decomposition' ? taskKey(planId, origin.of) : null;

const bandOf = (
  kind: Band['kind'],
  phaseId: PhaseId | null,
  of: TaskKey | null,
  tasks: readonly TaskView[],
): Band => ({
  id: [kind, phaseId ?? '', of ?? ''].join(' '),
  kind,
  phaseId,
  of,
  keys: tasks.map(({ key }) => key),
});

export type Columns = { readonly of: ReadonlyMap<TaskKey, number>; readonly count: number };

/**
 * A column for each task: to the right of what it needs in its own band, near what it needs in others, and where there
 * is most room. Deterministic, and blind to states: an event does not move a task.
 */
export function columnsOf(bands: readonly Band[], graph: PlanGraph): Columns {
  const of = new Map<TaskKey, number>();
  const open = bands.filter(({ kind }) => kind !== 'paused');
  const count = columnCount(open, graph);
  for (const band of open) placeBand(band, graph, of, count - roomBeside(band, bands, graph, count));
  return { of, count };
}

/** Tasks of a paused phase that stand one under the other. */
export const MINIS_HIGH = 5;
/** Its tasks need so many columns; its title reads better over two. */
export const miniColumns = (band: Band): { readonly least: number; readonly best: number } => {
  const least = Math.max(1, Math.ceil(band.keys.length / MINIS_HIGH));
  return { least, best: Math.max(2, least) };
};

const MOST_ROWS_BESIDE = 3;

/** Columns that a phase leaves free at its right, so that the paused phase after it can stand beside it. */
function roomBeside(band: Band, bands: readonly Band[], graph: PlanGraph, count: number): number {
  const next = bands[bands.indexOf(band) + 1];
  const isAlone = bands.filter(({ phaseId }) => phaseId === band.phaseId).length === 1;
  if (next?.kind !== 'paused' || !isAlone) return 0;
  const longest = Math.max(0, ...depths(band, graph).values()) + 1;
  const { least, best } = miniColumns(next);
  const fits = (room: number) =>
    count - room >= longest && Math.ceil(band.keys.length / (count - room)) <= MOST_ROWS_BESIDE;
  return [best, least].find(fits) ?? 0;
}

function columnCount(bands: readonly Band[], graph: PlanGraph): number {
  const longest = Math.max(0, ...bands.map((band) => Math.max(0, ...depths(band, graph).values()) + 1));
  const widest = Math.max(0, ...bands.map(({ keys }) => Math.ceil(Math.sqrt(keys.length * 1.6))));
  return Math.max(NARROWEST, longest, Math.min(WIDEST, widest));
}

const inner = (band: Band, graph: PlanGraph, key: TaskKey): readonly TaskKey[] => {
  const own = new Set(band.keys);
  return needsOf(graph.byKey.get(key)!).filter((need) => own.has(need));
};

/** How many tasks of the same band come before each one, at least. */
function depths(band: Band, graph: PlanGraph): ReadonlyMap<TaskKey, number> {
  const depth = new Map<TaskKey, number>();
  for (const key of bandOrder(band, graph)) {
    const before = inner(band, graph, key).map((need) => depth.get(need) ?? 0);
    depth.set(key, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  return depth;
}

const bandOrder = (band: Band, graph: PlanGraph): readonly TaskKey[] => {
  const own = new Set(band.keys);
  return inOrder(graph.tasks, graph.byKey).filter((key) => own.has(key));
};

function placeBand(band: Band, graph: PlanGraph, of: Map<TaskKey, number>, count: number): void {
  const order = bandOrder(band, graph);
  const tails = tailsOf(order, band, graph);
  const load = new Array<number>(count).fill(0);
  for (const key of order) {
    const first = Math.max(0, ...inner(band, graph, key).map((need) => (of.get(need) ?? 0) + 1));
    const last = Math.max(first, count - 1 - (tails.get(key) ?? 0));
    const column = roomiest(load, first, last, wishOf(key, band, graph, of));
    of.set(key, column);
    load[column] = (load[column] ?? 0) + 1;
  }
}

/** How many tasks of the same band come after each one, at most: they need room to its right. */
function tailsOf(order: readonly TaskKey[], band: Band, graph: PlanGraph): ReadonlyMap<TaskKey, number> {
  const tails = new Map<TaskKey, number>();
  for (const key of order.toReversed())
    for (const need of inner(band, graph, key))
      tails.set(need, Math.max(tails.get(need) ?? 0, (tails.get(key) ?? 0) + 1));
  return tails;
}

/** The mean column of what it needs elsewhere. */
function wishOf(key: TaskKey, band: Band, graph: PlanGraph, of: ReadonlyMap<TaskKey, number>): number | null {
  const own = new Set(band.keys);
  const placed = needsOf(graph.byKey.get(key)!).flatMap((need) =>
    own.has(need) ? [] : (of.get(need) ?? []),
  );
  return placed.length === 0 ? null : placed.reduce((sum, column) => sum + column, 0) / placed.length;
}

/** A task more in a column costs as much as two columns of distance from where it wants to be. */
function roomiest(load: readonly number[], first: number, last: number, wish: number | null): number {
  const cost = (column: number) =>
    (load[column] ?? 0) * 2 + (wish === null ? column * 0.01 : Math.abs(column - wish));
  let best = first;
  for (let column = first; column <= last; column++) if (cost(column) < cost(best)) best = column;
  return best;
}
