import { ChildTask, type TaskView } from '@headrace/events';
import { task } from '../plan/plan.examples.ts';
import { childFacts, dividedWord, familyOf, originWord, progressWord } from './task.family.ts';

const by = (kind: 'split' | 'decomposition') =>
  ({ kind, of: 'whole', by: 'person:ada', attemptId: 'p.whole.2' }) as never;
const whole = task('whole', { state: 'divided', splitInto: ['in', 'out'] as never });
const tasks = (kind: 'split' | 'decomposition', state: TaskView['state'] = 'ready') => [
  whole,
  task('in', { state: 'done', origin: by(kind) }),
  task('out', { state, origin: by(kind) }),
];
const familyIn = (all: readonly TaskView[], taskId: string) =>
  familyOf(
    all.find((one) => one.taskId === taskId)!,
    (key) => all.find((one) => one.key === key),
  );

describe('a task and what took its place', () => {
  it('know one another', () => {
    const all = tasks('decomposition');
    expect(familyIn(all, 'whole').children.map(({ taskId }) => taskId)).toEqual(['in', 'out']);
    expect(familyIn(all, 'out')).toEqual({ children: [], whole });
  });
  it('say how they came to be', () => {
    expect(dividedWord(familyIn(tasks('split'), 'whole'))).toBe('split');
    expect(dividedWord(familyIn(tasks('decomposition'), 'whole'))).toBe('divided');
    expect(originWord(tasks('decomposition')[1]!)).toBe('divided by person:ada');
    expect(originWord(tasks('split')[1]!)).toBe('split by p.whole.2');
  });
  it('say how far they are', () => {
    expect(progressWord(whole, tasks('split', 'failed'))).toBe('1 of 2 done, failed');
    expect(progressWord(whole, tasks('split', 'done'))).toBe('2 of 2 done');
    expect(progressWord(tasks('split')[1]!, tasks('split'))).toBe('');
  });
});

it('says what a proposed task says for itself', () => {
  const child = ChildTask.parse({ id: 'in', title: 'In' });
  expect(childFacts(child)).toBe('');
  const said = { needs: ['out'], scope: ['src/in/**'], gates: [] };
  expect(childFacts(ChildTask.parse({ ...child, ...said }))).toBe('needs out · src/in/** · gates none');
});
