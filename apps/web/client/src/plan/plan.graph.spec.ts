/** @jest-environment node */
import { graphOf, missingNeeds } from './plan.graph.ts';
import { bandsOf, columnsOf } from './graph.bands.ts';
import { phase, task } from './plan.examples.ts';

const drawn = (tasks: Parameters<typeof graphOf>[0]) =>
  graphOf(tasks).edges.map(
    ({ from, to, kind, isCritical }) => `${from} ${to} ${kind}${isCritical ? ' critical' : ''}`,
  );

describe('the edges of a plan', () => {
  it('say whether water has passed', () => {
    const tasks = [
      task('a', { state: 'done', finishedAt: '2026-11-19T09:00:00.000Z' }),
      task('b', { state: 'merging' }),
      task('c', { state: 'failed' }),
      task('d', { state: 'running' }),
      task('e', { needs: ['a', 'b', 'c', 'd'] }),
    ];
    expect(drawn(tasks)).toEqual(['p.a p.e met', 'p.b p.e soon critical', 'p.c p.e held', 'p.d p.e unmet']);
  });

  it('are content with any end where a task only comes after another', () => {
    expect(drawn([task('a', { state: 'failed' }), task('b', { after: ['a'] })])).toEqual([
      'p.a p.b met critical',
    ]);
  });

  it('leave out what a longer way implies', () => {
    expect(drawn([task('a'), task('b', { needs: ['a'] }), task('c', { needs: ['a', 'b'] })])).toEqual([
      'p.a p.b unmet critical',
      'p.b p.c unmet critical',
    ]);
  });
});

describe('the critical path', () => {
  it('is the longest way through what is left, and where it came from', () => {
    const tasks = [
      task('a', { state: 'done', finishedAt: '2026-11-19T11:31:00.000Z' }),
      task('b', { state: 'done', finishedAt: '2026-11-19T10:00:00.000Z' }),
      task('c', { state: 'reviewing', needs: ['a', 'b'], estimateMinutes: 40 }),
      task('d', { state: 'running', needs: ['b'], estimateMinutes: 90 }),
      task('e', { needs: ['c'], estimateMinutes: 60 }),
      task('f', { needs: ['e', 'd'], estimateMinutes: 30 }),
    ];
    const { critical, minutesLeft } = graphOf(tasks);
    expect(critical).toEqual(['p.a', 'p.c', 'p.e', 'p.f']);
    expect(minutesLeft).toBe(130);
  });

  it('goes through a failed task: it holds the end', () => {
    const tasks = [
      task('a', { state: 'failed' }),
      task('b', { needs: ['a'] }),
      task('c', { state: 'running' }),
    ];
    expect(graphOf(tasks).critical).toEqual(['p.a', 'p.b']);
  });

  it('has no time left where an estimate is missing', () => {
    expect(graphOf([task('a'), task('b', { needs: ['a'] })]).minutesLeft).toBeNull();
  });

  it('ends at the last task when all is done', () => {
    const tasks = [
      task('a', { state: 'done', finishedAt: '2026-11-19T09:00:00.000Z' }),
      task('b', { state: 'done', needs: ['a'], finishedAt: '2026-11-19T10:00:00.000Z' }),
    ];
    expect(graphOf(tasks).critical).toEqual(['p.a', 'p.b']);
  });
});

describe('what a task still needs', () => {
  it('is everything that is not done, and everything that is not over where it only comes after', () => {
    const tasks = [
      task('a', { state: 'failed' }),
      task('b', { state: 'failed' }),
      task('c', { needs: ['a'], after: ['b'] }),
    ];
    const { byKey } = graphOf(tasks);
    expect(missingNeeds(tasks[2]!, byKey)).toEqual(['a']);
  });
});

describe('terraces', () => {
  const phases = [phase('one'), phase('two'), phase('later', { state: 'paused' })];
  const tasks = [
    task('a', { phaseId: 'one' }),
    task('b', { phaseId: 'one', needs: ['a'] }),
    task('c', { phaseId: 'two', needs: ['b'] }),
    task('x', { phaseId: 'one', state: 'divided', splitInto: ['xa', 'xb'] }),
    task('xa', { phaseId: 'one', origin: { kind: 'split', of: 'x' } }),
    task('xb', { phaseId: 'one', needs: ['xa'], origin: { kind: 'split', of: 'x' } }),
    task('z', { phaseId: 'later' }),
    task('lone'),
  ];
  const graph = graphOf(tasks);
  const bands = bandsOf(phases, graph);

  it('are the phases in order, with a band of its own for the parts of a split and for no phase', () => {
    expect(bands.map(({ id, keys }) => [id.trim(), ...keys])).toEqual([
      ['tasks one', 'p.a', 'p.b'],
      ['split one p.x', 'p.xa', 'p.xb'],
      ['tasks two', 'p.c'],
      ['paused later', 'p.z'],
      ['tasks', 'p.lone'],
    ]);
  });

  it('put a task to the right of its needs, and beneath those of another terrace', () => {
    const { of, count } = columnsOf(bands, graph);
    expect(count).toBe(5);
    expect([of.get(graph.tasks[0]!.key), of.get(graph.tasks[1]!.key)]).toEqual([0, 1]);
    expect(of.get(tasks[2]!.key)).toBe(1);
    expect(of.has(tasks[6]!.key)).toBe(false);
  });

  it('spread tasks that need nothing over the columns', () => {
    const many = Array.from({ length: 10 }, (_, index) => task(`t${index}`, { ordinal: index }));
    const spread = columnsOf(bandsOf([], graphOf(many)), graphOf(many));
    const load = Map.groupBy(spread.of.values(), (column) => column);
    expect([...load.values()].map((tasksInColumn) => tasksInColumn.length)).toEqual([2, 2, 2, 2, 2]);
  });
});
