import type { TaskKey } from '@headrace/events';
import { columnCentre, gutterCentre, NODE, type Cell, type Placement } from './graph.geometry.ts';
import { edgeId, type Edge } from './plan.graph.ts';

/**
 * Edges between bands, before heights are known. Rows are numbered from the top, gap `g` lies above row `g`. A wire
 * leaves its task, runs along the gap beside it, passes the rows between through a gutter or a column that is empty
 * there, runs along the gap beside the other task, and arrives.
 */
export type Wire = {
  readonly edge: Edge;
  readonly exit: { readonly side: 'bottom' | 'right'; readonly x: number; readonly gap: number };
  readonly pass: { readonly x: number } | null;
  readonly entry: { readonly side: 'top' | 'left'; readonly x: number; readonly gap: number };
  /** Lanes of the horizontal runs in the first and the last gap. */
  readonly lanes: readonly [number, number];
};

export type Wiring = {
  readonly wires: readonly Wire[];
  /** How many lanes each gap needs. */
  readonly lanes: ReadonlyMap<number, number>;
};

type Channel = { readonly column: number; readonly isGutter: boolean };

type Draft = {
  readonly edge: Edge;
  readonly from: Spot;
  readonly to: Spot;
  readonly exit: 'bottom' | 'right';
  readonly entry: 'top' | 'left';
  readonly gaps: readonly [number, number];
  readonly pass: Channel | null;
};

type Spot = Cell & { readonly key: TaskKey; readonly row: number };

export function wire(
  edges: readonly Edge[],
  placement: Placement,
  rows: ReadonlyMap<string, number>,
): Wiring {
  const spots = spotsOf(placement, rows);
  const outer = edges.filter(
    (edge) => spots.has(edge.from) && spots.has(edge.to) && !placement.inner.has(edgeId(edge)),
  );
  const drafts = outer
    .toSorted((a, b) => Number(b.isCritical) - Number(a.isCritical))
    .map((edge) => draft(edge, spots, placement.count));
  return withLanes(withPlaces(drafts));
}

function spotsOf({ cells }: Placement, rows: ReadonlyMap<string, number>): ReadonlyMap<TaskKey, Spot> {
  return new Map(
    [...cells].flatMap(([key, cell]) => {
      const row = rows.get(cell.band);
      return row === undefined ? [] : [[key, { ...cell, key, row }] as const];
    }),
  );
}

function draft(edge: Edge, spots: ReadonlyMap<TaskKey, Spot>, count: number): Draft {
  const [from, to] = [spots.get(edge.from)!, spots.get(edge.to)!];
  const isDown = from.row < to.row;
  const isClear = (spot: Spot, isBlocking: (top: number) => boolean) =>
    ![...spots.values()].some(
      ({ row, column, top }) => row === spot.row && column === spot.column && isBlocking(top),
    );
  const exit = isDown && isClear(from, (top) => top > from.top) ? 'bottom' : 'right';
  const entry = isDown && isClear(to, (top) => top < to.top) ? 'top' : 'left';
  const gaps = gapsOf(from.row, to.row);
  const between = rowsBetween(from.row, to.row);
  const base = { edge, from, to, exit, entry, gaps } as const;
  return { ...base, pass: gaps[0] === gaps[1] ? null : channelOf(base, between, spots, count) };
}

const gapsOf = (from: number, to: number): readonly [number, number] =>
  from < to ? [from + 1, to] : from > to ? [from, to + 1] : [from + 1, from + 1];

const rowsBetween = (a: number, b: number): readonly number[] =>
  Array.from({ length: Math.max(0, Math.abs(a - b) - 1) }, (_, index) => Math.min(a, b) + 1 + index);

const approxExit = ({ exit, from }: Pick<Draft, 'exit' | 'from'>): number =>
  exit === 'bottom' ? columnCentre(from.column) : gutterCentre(from.column + 1);
const approxEntry = ({ entry, to }: Pick<Draft, 'entry' | 'to'>): number =>
  entry === 'top' ? columnCentre(to.column) : gutterCentre(to.column);

/** The way through the rows between that bends least. A column is open where none of those rows has a task in it. */
function channelOf(
  wire: Pick<Draft, 'exit' | 'entry' | 'from' | 'to'>,
  between: readonly number[],
  spots: ReadonlyMap<TaskKey, Spot>,
  count: number,
): Channel {
  const taken = new Set(
    [...spots.values()].filter(({ row }) => between.includes(row)).map(({ column }) => column),
  );
  const columns = Array.from({ length: count + 1 }, (_, column) => column);
  const channels: readonly Channel[] = [
    ...columns
      .filter((column) => column < count && !taken.has(column))
      .map((column) => ({ column, isGutter: false })),
    ...columns.map((column) => ({ column, isGutter: true })),
  ];
  const cost = (channel: Channel) =>
    Math.abs(centreOf(channel) - approxExit(wire)) +
    Math.abs(centreOf(channel) - approxEntry(wire)) +
    (channel.isGutter ? 12 : 0);
  return channels.reduce((best, channel) => (cost(channel) < cost(best) ? channel : best));
}

const centreOf = ({ column, isGutter }: Channel): number =>
  isGutter ? gutterCentre(column) : columnCentre(column);

type Placed = { readonly draft: Draft; exitX: number; passX: number | null; entryX: number };

/** Where each wire leaves, passes and arrives: ports side by side on a task, slots side by side in a gutter. */
function withPlaces(drafts: readonly Draft[]): readonly Placed[] {
  const slots = new Slots();
  const exits = ports(drafts, 'exit');
  const entries = ports(drafts, 'entry');
  const leaving = Map.groupBy(drafts, ({ from }) => from.key);
  const arriving = Map.groupBy(drafts, ({ to }) => to.key);
  return drafts.map((draft) => {
    const { exit, entry, from, to, gaps, pass } = draft;
    let exitX = exits.get(draft) ?? slots.take(gutterCentre(from.column + 1), from.row + 0.5, gaps[0]);
    let entryX = entries.get(draft) ?? slots.take(gutterCentre(to.column), gaps[1], to.row + 0.5);
    const passX = pass && passOf(pass, draft, exitX, entryX, slots);
    const goal = { exit: passX ?? entryX, entry: passX ?? exitX };
    // a wire that is alone at one of its ends goes straight where it can
    if (exit === 'bottom' && leaving.get(from.key)?.length === 1 && isWithin(goal.exit, from.column))
      exitX = goal.exit;
    else if (entry === 'top' && arriving.get(to.key)?.length === 1 && isWithin(goal.entry, to.column))
      entryX = goal.entry;
    return { draft, exitX, passX, entryX };
  });
}

const isWithin = (x: number, column: number): boolean =>
  Math.abs(x - columnCentre(column)) <= NODE.width / 2 - 14;

function passOf(
  pass: Channel,
  { exit, entry, from, to, gaps }: Draft,
  exitX: number,
  entryX: number,
  slots: Slots,
) {
  if (!pass.isGutter && exit === 'bottom' && pass.column === from.column) return exitX;
  if (!pass.isGutter && entry === 'top' && pass.column === to.column) return entryX;
  return slots.take(centreOf(pass), gaps[0], gaps[1]);
}

/** Spreads the wires that leave a task's bottom, or arrive at its top, in the order of where they come from or go to. */
function ports(drafts: readonly Draft[], end: 'exit' | 'entry'): ReadonlyMap<Draft, number> {
  const here = (draft: Draft) => (end === 'exit' ? draft.from : draft.to);
  const other = (draft: Draft) =>
    draft.pass ? centreOf(draft.pass) : end === 'exit' ? approxEntry(draft) : approxExit(draft);
  const open = drafts.filter((draft) => (end === 'exit' ? draft.exit === 'bottom' : draft.entry === 'top'));
  const byTask = Map.groupBy(open, (draft) => here(draft).key);
  return new Map(
    [...byTask.values()].flatMap((group) => {
      const order = group.toSorted((a, b) => other(a) - other(b));
      const step = Math.min(28, (NODE.width - 28) / order.length);
      return order.map((draft, place) => {
        const x = columnCentre(here(draft).column) + (place - (order.length - 1) / 2) * step;
        return [draft, x] as const;
      });
    }),
  );
}

/** Between wires that run side by side in a gutter. */
const STEP = 6;

/** Side by side where they overlap: the middle first, then left and right of it. */
class Slots {
  private readonly taken = new Map<number, (readonly [number, number])[][]>();

  take(centre: number, from: number, to: number): number {
    const slots = this.taken.get(centre) ?? [];
    this.taken.set(centre, slots);
    const range = [Math.min(from, to), Math.max(from, to)] as const;
    let slot = slots.findIndex((ranges) => ranges.every((other) => !overlap(other, range)));
    if (slot < 0) slot = slots.push([]) - 1;
    slots[slot]!.push(range);
    const place = slot % 5;
    return centre + Math.ceil(place / 2) * (place % 2 === 0 ? -STEP : STEP);
  }
}

const overlap = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] <= b[1] && b[0] <= a[1];

/** Horizontal runs that would lie on one another get lanes of their own. */
function withLanes(placed: readonly Placed[]): Wiring {
  const gaps = new Map<number, (readonly [number, number])[][]>();
  const laneIn = (gap: number, a: number, b: number): number => {
    if (Math.abs(a - b) < 1) return 0;
    const lanes = gaps.get(gap) ?? [];
    gaps.set(gap, lanes);
    const run = [Math.min(a, b) - 8, Math.max(a, b) + 8] as const;
    let lane = lanes.findIndex((runs) => runs.every((other) => !overlap(other, run)));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]!.push(run);
    return lane;
  };
  const wires = placed.map(({ draft, exitX, passX, entryX }): Wire => {
    const [first, last] = draft.gaps;
    const isOneGap = first === last;
    const lane = laneIn(first, exitX, passX ?? entryX);
    return {
      edge: draft.edge,
      exit: { side: draft.exit, x: exitX, gap: first },
      pass: passX === null ? null : { x: passX },
      entry: { side: draft.entry, x: entryX, gap: last },
      lanes: [lane, isOneGap ? lane : laneIn(last, passX ?? exitX, entryX)],
    };
  });
  return { wires, lanes: new Map([...gaps].map(([gap, lanes]) => [gap, lanes.length])) };
}
