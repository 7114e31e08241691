import type { TaskKey } from '@headrace/events';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { Band, Columns } from './graph.bands.ts';
import { LEFT, NODE, PITCH, type Cell, type Placement, type Point } from './graph.geometry.ts';
import { edgeId, type Edge, type PlanGraph } from './plan.graph.ts';

/** ELK, wherever it runs: in a worker in the browser, at once in a test. */
export type Elk = (graph: ElkNode) => Promise<ElkNode>;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.partitioning.activate': 'true',
  'elk.separateConnectedComponents': 'false',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
  'elk.spacing.nodeNode': '14',
  'elk.spacing.edgeNode': '8',
  'elk.spacing.edgeEdge': '8',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

/** Each band on its own: ELK orders the tasks of a column, sets their heights and routes the edges between them. */
export async function placed(
  bands: readonly Band[],
  columns: Columns,
  graph: PlanGraph,
  elk: Elk,
): Promise<Placement> {
  const open = bands.filter(({ kind }) => kind !== 'paused');
  const graphs = open.map((band) => elkOf(band, columns, graph));
  const placements = await Promise.all(graphs.map(async (root) => elk(root)));
  return {
    count: columns.count,
    cells: new Map(placements.flatMap((root) => cellsOf(root, columns))),
    inner: new Map(placements.flatMap((root) => innerRoutes(root, columns))),
  };
}

export function elkOf(band: Band, { of, count }: Columns, graph: PlanGraph): ElkNode {
  const own = new Set(band.keys);
  const used = new Set(band.keys.map((key) => of.get(key)));
  const empty = Array.from({ length: count }, (_, column) => column).filter((column) => !used.has(column));
  return {
    id: band.id,
    layoutOptions: options,
    children: [
      ...band.keys.map((key) => nodeIn(key, of.get(key) ?? 0)),
      ...empty.map((column) => nodeIn(`${SPACER}${column}`, column)),
    ],
    edges: graph.edges.filter(({ from, to }) => own.has(from) && own.has(to)).map(edgeIn),
  };
}

/** Keeps a column open where a band has no task in it. */
const SPACER = '#';

const nodeIn = (id: string, column: number): ElkNode => ({
  id,
  ...NODE,
  layoutOptions: { 'elk.partitioning.partition': String(column) },
});

const edgeIn = (edge: Edge): ElkExtendedEdge => ({
  id: edgeId(edge),
  sources: [edge.from],
  targets: [edge.to],
});

const isTask = ({ id }: ElkNode): boolean => !id.startsWith(SPACER);

function cellsOf(root: ElkNode, { of }: Columns): readonly (readonly [TaskKey, Cell])[] {
  const tasks = (root.children ?? []).filter(isTask);
  const top = Math.min(...tasks.map(({ y = 0 }) => y));
  return tasks.map(({ id, y = 0 }) => {
    const key = id as TaskKey;
    return [key, { band: root.id, column: of.get(key) ?? 0, top: Math.round(y - top) }];
  });
}

/** ELK's bends with its columns moved onto our grid; heights are those of the band. */
function innerRoutes(root: ElkNode, { of }: Columns): readonly (readonly [string, readonly Point[]])[] {
  const children = root.children ?? [];
  const top = Math.min(...children.filter(isTask).map(({ y = 0 }) => y));
  const lefts = new Map(children.map(({ id, x = 0 }) => [columnOf(id, of), x]));
  const onGrid = gridOf([...lefts].sort(([a], [b]) => a - b));
  return (root.edges ?? []).flatMap(({ id, sections }) => {
    const section = sections?.[0];
    if (!section) return [];
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    return [[id, points.map(({ x, y }) => ({ x: onGrid(x), y: Math.round(y - top) }))]];
  });
}

const columnOf = (id: string, of: ReadonlyMap<TaskKey, number>): number =>
  id.startsWith(SPACER) ? Number(id.slice(SPACER.length)) : (of.get(id as TaskKey) ?? 0);

/** Stretches each of ELK's columns and the gap after it onto one pitch of the grid. */
function gridOf(columns: readonly (readonly [number, number])[]): (x: number) => number {
  return (x) => {
    const place = Math.max(
      0,
      columns.findLastIndex(([, left]) => x >= left),
    );
    const [column, left] = columns[place] ?? [0, 0];
    const next = columns[place + 1]?.[1] ?? left + PITCH;
    const inColumn = Math.min(x - left, NODE.width);
    const inGap = Math.max(0, x - left - NODE.width);
    const gap = Math.max(1, next - left - NODE.width);
    return LEFT + column * PITCH + inColumn + (inGap / gap) * (PITCH - NODE.width);
  };
}
