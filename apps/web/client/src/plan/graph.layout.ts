import type { PhaseId, TaskKey } from '@headrace/events';
import { miniColumns, type Band } from './graph.bands.ts';
import { columnLeft, distance, MINI, NODE, type Box, type Placement, type Point } from './graph.geometry.ts';
import { wire, type Wire } from './graph.wires.ts';
import { edgeId, type Edge, type PlanGraph } from './plan.graph.ts';

/** A frame on the stage: a phase, the parts of a split inside one, or a phase that is paused. */
export type Frame = Box & {
  readonly id: string;
  readonly kind: 'terrace' | 'split' | 'paused' | 'bare';
  readonly phaseId: PhaseId | null;
  readonly of: TaskKey | null;
};

export type Route = { readonly edge: Edge; readonly points: readonly Point[] };

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  readonly nodes: ReadonlyMap<TaskKey, Box>;
  /** Tasks of paused phases, drawn small. */
  readonly minis: ReadonlyMap<TaskKey, Box>;
  readonly routes: readonly Route[];
};

const EDGE = 18;
const TITLE = 30;
const LANE = 9;
const BETWEEN_PHASES = 44;

/** Where everything stands. Pure: the same tasks in the same places give the same picture. */
export function layoutOf(bands: readonly Band[], placement: Placement, graph: PlanGraph): Layout {
  const rows = new Map(bands.filter(({ kind }) => kind !== 'paused').map(({ id }, row) => [id, row]));
  const { wires, lanes } = wire(graph.edges, placement, rows);
  const stage = stacked(bands, placement, lanes);
  return { ...stage, routes: routesOf(graph, placement, stage, wires) };
}

type Stage = Omit<Layout, 'routes'> & {
  /** By band. */
  readonly tops: ReadonlyMap<string, number>;
  /** The y of the first lane of each gap. */
  readonly gapTops: ReadonlyMap<number, number>;
};

const rightEdge = (columns: number): number => columnLeft(columns - 1) + NODE.width + 24;

/** From the top down: each phase, with its bands one under the other; a small paused phase beside the one before it. */
function stacked(bands: readonly Band[], placement: Placement, lanes: ReadonlyMap<number, number>): Stage {
  const nodes = new Map<TaskKey, Box>();
  const minis = new Map<TaskKey, Box>();
  const frames: Frame[] = [];
  const tops = new Map<string, number>();
  const gapTops = new Map<number, number>();
  const isPlain = bands.length === 1 && bands[0]?.phaseId === null;
  let [y, row] = [14, 0];

  const gap = (least: number): void => {
    const needed = (lanes.get(row) ?? 0) * LANE;
    const height = Math.max(least, needed === 0 ? 0 : needed + 15);
    gapTops.set(row, y + (height - needed + LANE) / 2);
    y += height;
  };

  const groups = [...Map.groupBy(bands, ({ phaseId }) => phaseId).values()];
  for (const [place, group] of groups.entries()) {
    const [only] = group;
    if (only?.kind === 'paused') {
      const beside = frames.findLast(({ kind }) => kind === 'terrace');
      const box = pausedBeside(only, groups[place - 1], beside, placement) ?? pausedBelow(only, placement, y);
      if (box.narrowed && beside) frames[frames.indexOf(beside)] = { ...beside, width: box.narrowed };
      frames.push(box.frame);
      for (const [key, mini] of minisIn(only, box.frame)) minis.set(key, mini);
      y = Math.max(y, box.frame.y + box.frame.height);
      continue;
    }
    gap(row === 0 ? 0 : BETWEEN_PHASES);
    const top = y;
    y += isPlain ? 0 : TITLE;
    for (const [index, band] of group.entries()) {
      if (index > 0) gap(14);
      const isSplit = band.kind === 'split';
      const frameTop = index === 0 ? y - 4 : y;
      if (isSplit) y = frameTop + TITLE;
      tops.set(band.id, y);
      const height = placeNodes(band, placement, y, nodes);
      y += height;
      if (isSplit) {
        y += 14;
        frames.push({
          ...splitBox(band, placement, frameTop, y),
          id: band.id,
          kind: 'split',
          phaseId: band.phaseId,
          of: band.of,
        });
      }
      row++;
    }
    y += isPlain ? 0 : 14;
    const id = only?.phaseId ?? 'tasks';
    frames.push({
      ...{ id, kind: isPlain ? 'bare' : 'terrace', phaseId: only?.phaseId ?? null, of: null },
      ...{ x: EDGE, y: top, width: rightEdge(placement.count) - EDGE, height: y - top },
    });
  }
  gap(0);
  const width = rightEdge(placement.count) + EDGE;
  return { width, height: y + 16, frames, nodes, minis, tops, gapTops };
}

function placeNodes(band: Band, { cells }: Placement, y: number, nodes: Map<TaskKey, Box>): number {
  let height = band.keys.length === 0 ? 18 : NODE.height;
  for (const key of band.keys) {
    const cell = cells.get(key);
    if (!cell) continue;
    nodes.set(key, { x: columnLeft(cell.column), y: y + cell.top, ...NODE });
    height = Math.max(height, cell.top + NODE.height);
  }
  return height;
}

function splitBox(band: Band, { cells }: Placement, top: number, bottom: number): Box {
  const columns = band.keys.flatMap((key) => cells.get(key)?.column ?? []);
  const left = columnLeft(Math.min(...columns)) - 12;
  return {
    x: left,
    y: top,
    width: columnLeft(Math.max(...columns)) + NODE.width + 12 - left,
    height: bottom - top,
  };
}

type Paused = { readonly frame: Frame; readonly narrowed: number | null };

const pausedHeight = (band: Band, columns: number): number =>
  TITLE + Math.max(1, Math.ceil(band.keys.length / columns)) * MINI.pitch + 22;

/** To the right of the phase before it, where that one is a single band that leaves enough columns free. */
function pausedBeside(
  band: Band,
  before: readonly Band[] | undefined,
  beside: Frame | undefined,
  { cells, count }: Placement,
): Paused | null {
  const [single, ...more] = before ?? [];
  if (!single || !beside || more.length > 0 || single.kind !== 'tasks') return null;
  const used = Math.max(1, ...single.keys.map((key) => (cells.get(key)?.column ?? 0) + 1));
  const columns = miniColumns(band);
  if (used + columns > count) return null;
  const x = columnLeft(count - columns);
  const height = pausedHeight(band, columns);
  return {
    frame: { ...pausedFrame(band), x, y: beside.y, width: rightEdge(count) - x, height },
    narrowed: columnLeft(used - 1) + NODE.width + 12 - EDGE,
  };
}

function pausedBelow(band: Band, { count }: Placement, y: number): Paused {
  const columns = Math.min(count, miniColumns(band));
  const height = pausedHeight(band, columns);
  const width = Math.max(184, rightEdge(columns) - EDGE);
  return { frame: { ...pausedFrame(band), x: EDGE, y: y + 24, width, height }, narrowed: null };
}

const pausedFrame = ({ id, phaseId }: Band) => ({ id, kind: 'paused', phaseId, of: null }) as const;

function minisIn(band: Band, frame: Frame): readonly (readonly [TaskKey, Box])[] {
  const columns = Math.max(1, Math.floor((frame.width + 16) / 192));
  const high = Math.ceil(band.keys.length / columns);
  return band.keys.map((key, place) => {
    const column = Math.floor(place / high);
    const y = frame.y + TITLE + (place % high) * MINI.pitch;
    return [
      key,
      { x: frame.x + 12 + column * PITCH_OF_MINIS, y, width: MINI.width, height: MINI.height },
    ] as const;
  });
}

const PITCH_OF_MINIS = MINI.width + 12;

function routesOf(
  graph: PlanGraph,
  placement: Placement,
  stage: Stage,
  wires: readonly Wire[],
): readonly Route[] {
  const bent = new Map(wires.map((wire) => [wire.edge, pointsOf(wire, stage)]));
  return graph.edges.flatMap((edge) => {
    const inner = placement.inner.get(edgeId(edge));
    const top = stage.tops.get(placement.cells.get(edge.from)?.band ?? '');
    if (inner && top !== undefined) return [{ edge, points: inner.map(({ x, y }) => ({ x, y: y + top })) }];
    const points = bent.get(edge);
    return points ? [{ edge, points }] : [];
  });
}

function pointsOf({ edge, exit, pass, entry, lanes }: Wire, { nodes, gapTops }: Stage): readonly Point[] {
  const [from, to] = [nodes.get(edge.from)!, nodes.get(edge.to)!];
  const [firstY, lastY] = [exit.gap, entry.gap].map(
    (gap, end) => (gapTops.get(gap) ?? 0) + lanes[end]! * LANE,
  ) as [number, number];
  const middle = ({ y }: Box) => y + NODE.height / 2;
  const passX = pass?.x ?? entry.x;
  return straightened([
    exit.side === 'bottom'
      ? { x: exit.x, y: from.y + NODE.height }
      : { x: from.x + NODE.width, y: middle(from) },
    ...(exit.side === 'right' ? [{ x: exit.x, y: middle(from) }] : []),
    { x: exit.x, y: firstY },
    { x: passX, y: firstY },
    { x: passX, y: lastY },
    { x: entry.x, y: lastY },
    ...(entry.side === 'left' ? [{ x: entry.x, y: middle(to) }] : []),
    entry.side === 'top' ? { x: entry.x, y: to.y } : { x: to.x, y: middle(to) },
  ]);
}

/** Without points that change nothing. */
function straightened(points: readonly Point[]): readonly Point[] {
  const moved = points.filter((point, index) => index === 0 || distance(points[index - 1]!, point) > 0.5);
  return moved.filter((point, index) => {
    const [before, next] = [moved[index - 1], moved[index + 1]];
    if (!before || !next) return true;
    return !(before.x === point.x && point.x === next.x) && !(before.y === point.y && point.y === next.y);
  });
}
