/** @jest-environment node */
import { waitingOf } from '@headrace/events';
import { task } from './plan.examples.ts';
import { graphOf } from './plan.graph.ts';
import { defaultSelection, neighbour } from './plan.selection.ts';

const tasks = [
  task('a', { state: 'done', finishedAt: '2026-11-19T09:00:00.000Z' }),
  task('b', { state: 'running', needs: ['a'] }),
  task('c', { needs: ['a'] }),
  task('d', { needs: ['b'] }),
];
const graph = graphOf(tasks);
const spots = new Map(tasks.map(({ key }, at) => [key, { x: (at % 2) * 200, y: Math.floor(at / 2) * 76 }]));
const from = (id: number, direction: Parameters<typeof neighbour>[1]) =>
  neighbour(tasks[id]!, direction, graph, spots)?.taskId ?? null;

describe('what the panel explains before somebody chooses', () => {
  it('is where the critical path stands', () => expect(defaultSelection(graph, [])?.taskId).toBe('b'));
  it('is what waits for a person', () => {
    const held = [...tasks, task('e', { state: 'failed' })];
    expect(defaultSelection(graphOf(held), waitingOf(held, []))?.taskId).toBe('e');
  });
  it('is nothing in an empty plan', () => expect(defaultSelection(graphOf([]), [])).toBeNull());
});

describe('the arrows', () => {
  it('follow edges, the critical one first', () => {
    expect([from(0, 'right'), from(1, 'left'), from(3, 'right')]).toEqual(['b', 'a', null]);
  });
  it('go up and down to the nearest task', () => {
    expect([from(0, 'down'), from(3, 'up'), from(0, 'up')]).toEqual(['c', 'b', null]);
  });
  it('jump to both ends of the critical path', () => {
    expect([from(2, 'first'), from(2, 'last')]).toEqual(['a', 'd']);
  });
});
