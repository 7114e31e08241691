/** @jest-environment node */
import ElkBundled from 'elkjs/lib/elk.bundled.js';
import type { PhaseView, TaskView } from '@headrace/events';
import { createRecords } from '../live/records.store.svelte.ts';
import { worldStory } from '../testing/world.story.ts';
import { bandsOf, columnsOf } from './graph.bands.ts';
import { placed, type Elk } from './graph.elk.ts';
import type { Box, Placement } from './graph.geometry.ts';
import { gridElk } from './graph.grid.ts';
import { labelSpot } from './graph.label.ts';
import { layoutOf, type Layout } from './graph.layout.ts';
import { withNewTasks } from './graph.newcomers.ts';
import { phase, task } from './plan.examples.ts';
import { graphOf } from './plan.graph.ts';

const records = createRecords();
for (const commit of worldStory()) records.fold(commit);
const tmc = [...records.tasks.values()].filter(({ planId }) => planId === ('tmc' as never));
const phases = records.plans.get('tmc' as never)!.phases;

const bundled = new (ElkBundled as unknown as new () => { layout: Elk })();

async function drawn(
  tasks: readonly TaskView[],
  of: readonly PhaseView[] = phases,
  elk: Elk = gridElk,
): Promise<Layout & { placement: Placement }> {
  const graph = graphOf(tasks);
  const bands = bandsOf(of, graph);
  const placement = await placed(bands, columnsOf(bands, graph), graph, elk);
  return { ...layoutOf(bands, placement, graph), placement };
}

const meet = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (a: Box, b: Box) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
const shrunk = ({ x, y, width, height }: Box, by: number) => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

describe('the picture of a plan', () => {
  it('has every task once, on no other, inside its frame', async () => {
    const { nodes, minis, frames } = await drawn(tmc);
    expect(nodes.size + minis.size).toBe(tmc.length - 1); // the split one is the frame of its parts
    const boxes = [...nodes.values()];
    for (const [at, box] of boxes.entries()) {
      expect(boxes.slice(at + 1).some((other) => meet(box, other))).toBe(false);
      expect(frames.some((frame) => frame.kind === 'terrace' && inside(box, frame))).toBe(true);
    }
  });

  it('stacks the phases, and puts a small paused one beside the one before it', async () => {
    const { frames } = await drawn(tmc);
    const frameOf = (id: string) =>
      frames.find(({ phaseId, kind }) => phaseId === (id as never) && kind !== 'split')!;
    expect(frameOf('stream-2').y).toBeGreaterThan(frameOf('stream-1').y + frameOf('stream-1').height);
    expect(frameOf('phase-2')).toMatchObject({ kind: 'paused', y: frameOf('stream-3').y });
    expect(meet(frameOf('phase-2'), frameOf('stream-3'))).toBe(false);
  });

  it('frames the parts of a split', async () => {
    const { frames, nodes } = await drawn(tmc);
    const split = frames.find(({ kind }) => kind === 'split')!;
    for (const part of ['02a', '02b', '02c', '02d'])
      expect(inside(nodes.get(`tmc.${part}` as never)!, split)).toBe(true);
  });

  it.each<[string, Elk]>([
    ['a plain grid', gridElk],
    ['ELK', (graph) => bundled.layout(graph)],
  ])('leads every edge around the tasks, along the axes, from task to task: %s', async (_, elk) => {
    const { routes, nodes } = await drawn(tmc, phases, elk);
    expect(routes.length).toBeGreaterThan(15);
    for (const { edge, points } of routes) {
      const [first, last] = [points[0]!, points.at(-1)!];
      expect(meet({ ...first, width: 0.1, height: 0.1 }, shrunk(nodes.get(edge.from)!, -1))).toBe(true);
      expect(meet({ ...last, width: 0.1, height: 0.1 }, shrunk(nodes.get(edge.to)!, -1))).toBe(true);
      for (const [at, to] of points.slice(1).entries()) {
        const from = points[at]!;
        expect(from.x === to.x || from.y === to.y).toBe(true);
        const stretch = {
          x: Math.min(from.x, to.x),
          y: Math.min(from.y, to.y),
          width: Math.abs(from.x - to.x),
          height: Math.abs(from.y - to.y),
        };
        const crossed = [...nodes].filter(([, box]) => meet(stretch, shrunk(box, 2))).map(([key]) => key);
        expect([edge.from, edge.to, crossed]).toEqual([edge.from, edge.to, []]);
      }
    }
  });

  it('finds a place for the name of the channel on no task', async () => {
    const layout = await drawn(tmc);
    const dry = layout.routes
      .filter(({ edge }) => edge.isCritical && edge.kind !== 'met')
      .map(({ points }) => points);
    const spot = labelSpot(dry, layout)!;
    expect([...layout.nodes.values()].some((box) => meet({ ...spot, width: 96, height: 37 }, box))).toBe(
      false,
    );
    expect(labelSpot([], layout)).toBeNull();
  });

  it('has no frame where a plan has no phases', async () => {
    const { frames } = await drawn([task('a'), task('b', { needs: ['a'] })], []);
    expect(frames.map(({ kind }) => kind)).toEqual(['bare']);
  });

  it('puts a paused phase below where there is no room beside', async () => {
    const tasks = [
      ...Array.from({ length: 5 }, (_, at) =>
        task(`a${at}`, { phaseId: 'one', needs: at === 0 ? [] : [`a${at - 1}`] }),
      ),
      ...Array.from({ length: 12 }, (_, at) => task(`z${at}`, { phaseId: 'later' })),
    ];
    const { frames, minis } = await drawn(tasks, [phase('one'), phase('later', { state: 'paused' })]);
    expect(frames[1]!.y).toBeGreaterThan(frames[0]!.y + frames[0]!.height - 1);
    for (const mini of minis.values()) expect(inside(mini, frames[1]!)).toBe(true);
  });

  it('leads an edge up where a task of an earlier phase needs one of a later', async () => {
    const tasks = [task('a', { phaseId: 'one', needs: ['b'] }), task('b', { phaseId: 'two' })];
    const { routes, nodes } = await drawn(tasks, [phase('one'), phase('two')]);
    expect(routes[0]!.points.at(-1)!.y).toBeLessThan(nodes.get('p.b' as never)!.y);
  });
});

describe('a task that comes later', () => {
  it('gets a free place, right of what it needs, and moves nobody', async () => {
    const before = await drawn(tmc);
    const late = task('15', {
      key: 'tmc.15',
      planId: 'tmc',
      phaseId: 'stream-3',
      needs: ['11'],
      ordinal: 99,
    });
    const graph = graphOf([...tmc, late]);
    const bands = bandsOf(phases, graph);
    const placement = withNewTasks(before.placement, bands, graph);
    const after = layoutOf(bands, placement, graph);
    for (const [key, box] of before.nodes) expect([key, after.nodes.get(key)]).toEqual([key, box]);
    const box = after.nodes.get(late.key)!;
    expect(box.x).toBeGreaterThan(after.nodes.get('tmc.11' as never)!.x);
    expect([...after.nodes].some(([key, other]) => key !== late.key && meet(box, other))).toBe(false);
  });

  it('changes nothing where nothing is new', async () => {
    const { placement } = await drawn(tmc);
    const graph = graphOf(tmc);
    expect(withNewTasks(placement, bandsOf(phases, graph), graph)).toBe(placement);
  });
});
