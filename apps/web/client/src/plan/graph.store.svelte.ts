import type { PhaseView, TaskKey, TaskView } from '@headrace/events';
import { bandsOf, columnsOf, type Band } from './graph.bands.ts';
import { placed, type Elk } from './graph.elk.ts';
import type { Placement } from './graph.geometry.ts';
import { gridElk } from './graph.grid.ts';
import { layoutOf, type Layout } from './graph.layout.ts';
import { withNewTasks } from './graph.newcomers.ts';
import { edgeId, graphOf, type PlanGraph } from './plan.graph.ts';

/** A layout engine that has not answered by then is not waited for: a plain grid is drawn instead. */
const PATIENCE_MS = 4000;

/**
 * The picture of a plan. Tasks are placed once, by ELK; from then on events change what a task looks like and not where
 * it is, and a new task gets a place that is free. `tidy` lays out anew.
 */
export function createGraph(tasks: () => readonly TaskView[], phases: () => readonly PhaseView[], elk: Elk) {
  const graph = $derived(graphOf(tasks()));
  const bands = $derived(bandsOf(phases(), graph));
  const shape = $derived(shapeOf(bands, graph));
  let placement = $state.raw<Placement | null>(null);
  let layout = $state.raw<Layout | null>(null);
  let turn = 0;

  // only what changes the shape of the plan moves or routes anything
  $effect(() => {
    void shape;
    const current = placement;
    const missing = current ? bands.filter((band) => isUnplaced(band, current)) : bands;
    if (!current || missing.length > 0) void place(current, missing);
    else show(withNewTasks(current, bands, graph));
  });

  async function place(current: Placement | null, fresh: readonly Band[]): Promise<void> {
    const mine = ++turn;
    const columns = columnsOf(bands, graph);
    const found = await placed(fresh, columns, graph, patient(elk));
    if (mine !== turn) return;
    show(current ? joined(current, found) : found);
  }

  function show(next: Placement): void {
    if (next !== placement) placement = next;
    layout = layoutOf(bands, next, graph);
  }

  return {
    tidy: () => place(null, bands),
    get graph(): PlanGraph {
      return graph;
    },
    get layout() {
      return layout;
    },
  };
}

const isUnplaced = (band: Band, { cells }: Placement): boolean =>
  band.kind !== 'paused' && band.keys.length > 0 && band.keys.every((key) => !cells.has(key));

const joined = (old: Placement, more: Placement): Placement => ({
  count: Math.max(old.count, more.count),
  cells: new Map([...old.cells, ...more.cells]),
  inner: new Map([...old.inner, ...more.inner]),
});

/** Two plans of the same shape have the same picture, whatever their tasks are doing. */
const shapeOf = (bands: readonly Band[], { edges }: PlanGraph): string =>
  [
    ...bands.map(({ id, keys }: { id: string; keys: readonly TaskKey[] }) => `${id}:${keys.join(',')}`),
    ...edges.map((edge) => `${edgeId(edge)}${edge.isCritical ? '!' : ''}`),
  ].join(';');

const patient =
  (elk: Elk): Elk =>
  async (graph) => {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
    const answer = await Promise.race([elk(graph).catch(() => null), late]);
    return answer ?? gridElk(graph);
  };
