import { differingLists, doneWithoutChange, endsOf } from './end.check.ts';
import { commitOf, type Happened } from './stored.ts';
import { happened, ofChange, written } from './written.ts';

const commits = (...events: readonly Happened[]) => written(events).map(commitOf);
const added = happened('TaskAdded');
const cancelled = happened('TasksCancelled', { taskIds: ['t'] });

describe('ends', () => {
  it('are what happened last', () => {
    expect(endsOf(commits(added)).get('p.t')).toBe('open');
    expect(endsOf(commits(added, cancelled)).get('p.t')).toBe('cancelled');
    expect(endsOf(commits(added, happened('TaskFailed'), happened('TaskRetried'))).get('p.t')).toBe('open');
    expect(endsOf(commits(added, happened('TaskDone'))).get('p.t')).toBe('done');
  });

  it.each([
    ['done', 'done', true],
    ['open', 'merging', true],
    ['open', 'done', false],
    ['done', 'merging', false],
    ['cancelled', 'done', false],
  ])('in the log %s, in the list %s: same is %s', (inLog, inList, isSame) =>
    expect(differingLists(new Map([['p.t', inLog]]), new Map([['p.t', inList]])).length === 0).toBe(isSame),
  );

  it('are not missing in either', () => {
    expect(differingLists(new Map([['p.t', 'open']]), new Map())).toEqual([
      'p.t is open in the log and unknown in the list',
    ]);
    expect(differingLists(new Map(), new Map([['p.t', 'done']]))).toHaveLength(1);
  });

  it('are not done without a change', () => {
    expect(doneWithoutChange(commits(ofChange('ChangeLanded'), happened('TaskDone')))).toEqual([]);
    expect(doneWithoutChange(commits(happened('TaskDone')))).toEqual([
      '#1 p.t is done and nothing of it landed',
    ]);
  });
});
