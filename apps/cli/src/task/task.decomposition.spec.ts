import { ChildTask, type Actor } from '@headrace/events';
import { proposedText } from './task.decomposition.ts';

it('tells what is proposed in the place of a task, before somebody decides', () => {
  const child = (id: string, more: object = {}) => ChildTask.parse({ id, title: id.toUpperCase(), ...more });
  const children = [child('in', { scope: ['src/in/**'] }), child('out', { needs: ['in'], gates: [] })];
  const proposed = { children, by: 'attempt:p.t.1' as Actor, note: '', ref: null };
  expect(proposedText(proposed).split('\n')).toEqual([
    '2 tasks proposed in its place by attempt:p.t.1:',
    '  in IN · src/in/**',
    '  out OUT · needs in · gates none',
  ]);
});
