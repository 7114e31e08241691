/** @jest-environment node */
import type { LogLine } from '@headrace/events';
import { sessionLines } from '../testing/story.text.ts';
import { stepsOf } from './session.steps.ts';

const line = (t: LogLine['t'], text: string, toolId?: string): LogLine => ({
  at: '',
  t,
  text,
  ...(toolId ? { toolId } : {}),
});
const told = (lines: readonly LogLine[], first = 0) =>
  stepsOf(lines, first).map(({ line: number, verb, text, output }) => [number, verb, text, ...output]);

describe('a session', () => {
  it('joins what an agent says into one piece, numbered by its first line', () => {
    expect(told([line('says', 'One.'), line('says', 'Two.'), line('thinks', 'Hm.')], 40)).toEqual([
      [40, 'says', 'One.\nTwo.'],
      [42, 'thinks', 'Hm.'],
    ]);
  });

  it('puts what a tool printed under the tool', () => {
    expect(
      told([
        line('runs', 'make test', 't1'),
        line('out', 'ok', 't1'),
        line('runs', 'make test: completed\nall ok', 't1'),
      ]),
    ).toEqual([[0, 'runs', 'make test: completed', 'ok', 'all ok']]);
  });

  it('keeps tools apart that run side by side', () => {
    const lines = [
      line('reads', 'Read a', 'a'),
      line('reads', 'Read b', 'b'),
      line('reads', 'Read a: completed', 'a'),
      line('out', 'from b', 'b'),
    ];
    expect(told(lines)).toEqual([
      [0, 'reads', 'Read a: completed'],
      [1, 'reads', 'Read b', 'from b'],
    ]);
  });

  it('shows the output of a plain command as it comes', () => {
    expect(told([line('out', 'one'), line('out', 'two'), line('runner', 'pushed')])).toEqual([
      [0, 'out', '', 'one', 'two'],
      [2, 'runner', 'pushed'],
    ]);
  });

  it('folds the story of an agent into few steps', () => {
    expect(stepsOf(sessionLines).map(({ verb }) => verb)).toEqual([
      'runner',
      'reads',
      'says',
      'edits',
      'says',
      'reads',
      'edits',
      'runs',
      'says',
      'runs',
    ]);
  });
});
