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
const BETWEEN_BANDS = 14;
/** Under the last task of a frame. */
const FOOT = 14;

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
  const groups = [...Map.groupBy(bands, ({ phaseId }) => phaseId).values()];
  const pile = new Pile(placement, lanes, bands.length === 1 && bands[0]?.phaseId === null);
  for (const [place, group] of groups.entries())
    if (group[0]?.kind === 'paused') pile.addPaused(group[0], groups[place - 1]);
    else pile.addPhase(group);
  return pile.finished();
}

/** A stage while it grows. `row` counts bands, as wires do. */
class Pile {
  private readonly nodes = new Map<TaskKey, Box>();
  private readonly minis = new Map<TaskKey, Box>();
  private readonly frames: Frame[] = [];
  private readonly tops = new Map<string, number>();
  private readonly gapTops = new Map<number, number>();
  /** The row of paused phases that is being filled. */
  private shelf: { readonly y: number; readonly x: number } | null = null;
  private y = 14;
  private row = 0;

  constructor(
    private readonly placement: Placement,
    private readonly lanes: ReadonlyMap<number, number>,
    /** A plan without phases has no frame and no title. */
    private readonly isPlain: boolean,
  ) {}

  addPhase(bands: readonly Band[]): void {
    this.shelf = null;
    this.addGap(this.row === 0 ? 0 : BETWEEN_PHASES);
    const top = this.y;
    this.y += this.isPlain ? 0 : TITLE;
    for (const [place, band] of bands.entries()) {
      if (place > 0) this.addGap(BETWEEN_BANDS);
      if (band.kind === 'split') this.addSplit(band, place === 0 ? this.y - 4 : this.y);
      else this.addBand(band);
    }
    this.y += this.isPlain ? 0 : FOOT;
    const phaseId = bands[0]?.phaseId ?? null;
    const kind = this.isPlain ? 'bare' : 'terrace';
    const box = { x: EDGE, y: top, width: rightEdge(this.placement.count) - EDGE, height: this.y - top };
    this.frames.push({ ...box, id: phaseId ?? 'tasks', kind, phaseId, of: null });
  }

  addPaused(band: Band, before: readonly Band[] | undefined): void {
    const beside = this.frames.findLast(({ kind }) => kind === 'terrace');
    const aside = pausedBeside(band, before, beside, this.placement);
    if (aside && beside) this.frames[this.frames.indexOf(beside)] = { ...beside, width: aside.narrowed };
    const frame = aside?.frame ?? this.onShelf(band);
    this.frames.push(frame);
    for (const [key, mini] of minisIn(band, frame)) this.minis.set(key, mini);
    this.y = Math.max(this.y, frame.y + frame.height);
  }

  /** Below everything, beside the paused phases that stand there while there is room. */
  private onShelf(band: Band): Frame {
    const { count } = this.placement;
    const columns = Math.min(count, miniColumns(band).best);
    const width = rightEdge(columns) - EDGE;
    if (this.shelf === null || this.shelf.x + width > rightEdge(count))
      this.shelf = { x: EDGE, y: this.y + 24 };
    const { x, y } = this.shelf;
    this.shelf = { x: x + width + 16, y };
    return { ...pausedFrame(band), x, y, width, height: pausedHeight(band, columns) };
  }

  finished(): Stage {
    this.addGap(0);
    const { frames, nodes, minis, tops, gapTops } = this;
    const width = rightEdge(this.placement.count) + EDGE;
    return { width, height: this.y + 16, frames, nodes, minis, tops, gapTops };
  }

  /** Room for the wires that run above the next band. */
  private addGap(least: number): void {
    const needed = (this.lanes.get(this.row) ?? 0) * LANE;
    const height = Math.max(least, needed === 0 ? 0 : needed + 15);
    this.gapTops.set(this.row, this.y + (height - needed + LANE) / 2);
    this.y += height;
  }

  private addBand(band: Band): void {
    this.tops.set(band.id, this.y);
    this.y += placeNodes(band, this.placement, this.y, this.nodes);
    this.row += 1;
  }

  private addSplit(band: Band, top: number): void {
    this.y = top + TITLE;
    this.addBand(band);
    this.y += FOOT;
    const { id, phaseId, of } = band;
    this.frames.push({ ...splitBox(band, this.placement, top, this.y), id, kind: 'split', phaseId, of });
  }
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

type Paused = { readonly frame: Frame; readonly narrowed: number };

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
  const { least, best } = miniColumns(band);
  const columns = Math.min(best, count - used);
  if (columns < least) return null;
  const x = columnLeft(count - columns);
  const height = pausedHeight(band, columns);
  return {
    frame: { ...pausedFrame(band), x, y: beside.y, width: rightEdge(count) - x, height },
    narrowed: columnLeft(used - 1) + NODE.width + 12 - EDGE,
  };
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
