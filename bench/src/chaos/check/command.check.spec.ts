import { lostCommands, repeatedCommands } from './command.check.ts';
import { commitOf } from './stored.ts';
import { happened, written } from './written.ts';

const commits = written([happened('A')], [happened('B')]).map(commitOf);
const [first, second] = commits as [(typeof commits)[0], (typeof commits)[0]];

describe('commands', () => {
  it('are where their senders were told', () =>
    expect(
      lostCommands(commits, [
        { id: 'c2', type: 'Do', position: 2 },
        { id: 'unchanged', type: 'Do', position: null },
      ]),
    ).toEqual([]));

  it('are missed when another one stands there', () =>
    expect(lostCommands(commits, [{ id: 'c1', type: 'Do', position: 2 }])).toEqual([
      'Do c1 was acknowledged as #2, which is Do c2',
    ]));

  it('are missed when the log is too short', () =>
    expect(lostCommands(commits, [{ id: 'c3', type: 'Do', position: 3 }])).toEqual([
      'Do c3 was acknowledged as #3, which is nothing',
    ]));

  it('are found in a commit of several', () => {
    const batch = ['c7', 'c8'].map((id) => ({ command: { id, type: 'Do' }, events: 1 }));
    const several = [first, { ...second, command: { id: 'batch-2', type: 'Batch' }, batch }];
    expect(lostCommands(several, [{ id: 'c8', type: 'Do', position: 2 }])).toEqual([]);
    expect(lostCommands(several, [{ id: 'c2', type: 'Do', position: 2 }])).toEqual([
      'Do c2 was acknowledged as #2, which is Do c7, Do c8',
    ]);
    expect(
      repeatedCommands([...several, { ...first, command: { id: 'c8', type: 'Do' }, position: 3 }]),
    ).toEqual(['command c8 is #2 and again #3']);
  });

  it('have one effect', () => {
    expect(repeatedCommands(commits)).toEqual([]);
    expect(repeatedCommands([first, second, { ...first, position: 3 }])).toEqual([
      'command c1 is #1 and again #3',
    ]);
  });
});
