/** @jest-environment node */
import ElkBundled from 'elkjs/lib/elk.bundled.js';
import { bandsOf, columnsOf } from './graph.bands.ts';
import { placed, type Elk } from './graph.elk.ts';
import { graphOf } from './plan.graph.ts';
import { phase, task } from './plan.examples.ts';

const engine = new (ElkBundled as unknown as new () => { layout: Elk })();
const elk: Elk = (graph) => engine.layout(graph);

const tasks = [
  task('a', { phaseId: 'one' }),
  task('b', { phaseId: 'one', needs: ['a'] }),
  task('c', { phaseId: 'one', needs: ['a'] }),
  task('d', { phaseId: 'one', needs: ['b', 'c'] }),
  task('e', { phaseId: 'one' }),
  task('f', { phaseId: 'two', needs: ['d'] }),
];
const graph = graphOf(tasks);
const bands = bandsOf([phase('one'), phase('two')], graph);
const columns = columnsOf(bands, graph);

describe('what ELK places', () => {
  it('stands in its column, and never on another task', async () => {
    const { cells } = await placed(bands, columns, graph, elk);
    expect([...cells.keys()].sort()).toEqual(tasks.map(({ key }) => key));
    for (const [key, cell] of cells) {
      expect(cell.column).toBe(columns.of.get(key));
      const others = [...cells].filter(
        ([other, { band, column }]) => other !== key && band === cell.band && column === cell.column,
      );
      for (const [, { top }] of others) expect(Math.abs(top - cell.top)).toBeGreaterThanOrEqual(62);
    }
  });

  it('begins each band at its top', async () => {
    const { cells } = await placed(bands, columns, graph, elk);
    const tops = Map.groupBy(cells.values(), ({ band }) => band);
    expect([...tops.values()].map((band) => Math.min(...band.map(({ top }) => top)))).toEqual([0, 0]);
  });

  it('is joined by edges that leave to the right and arrive from the left, on our grid', async () => {
    const { inner } = await placed(bands, columns, graph, elk);
    expect([...inner.keys()].sort()).toEqual(['p.a p.b', 'p.a p.c', 'p.b p.d', 'p.c p.d']);
    const route = inner.get('p.a p.b')!;
    expect(route[0]!.x).toBe(44 + columns.of.get(tasks[0]!.key)! * 200 + 164);
    expect(route.at(-1)!.x).toBe(44 + columns.of.get(tasks[1]!.key)! * 200);
  });
});
