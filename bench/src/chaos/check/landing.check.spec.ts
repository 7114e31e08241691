import { brokenLandings, differingBranch, landedOn } from './landing.check.ts';
import { commitOf, type Happened } from './stored.ts';
import { happened, ofChange, written } from './written.ts';

const found = (...events: readonly Happened[]) => brokenLandings(written(events).map(commitOf));
const claimedOnce = ofChange('LandingClaimed');
const prepared = ofChange('LandingPrepared');
const landed = ofChange('ChangeLanded');

describe('landings', () => {
  it('are claimed, prepared, landed', () =>
    expect(
      found(
        claimedOnce,
        prepared,
        ofChange('LandingVoided'),
        ofChange('LandingClaimed', { fence: 2 }),
        ofChange('LandingPrepared', { fence: 2 }),
        landed,
      ),
    ).toEqual([]));

  it('happen once', () =>
    expect(found(claimedOnce, prepared, landed, landed)).toEqual([
      '#1 ChangeLanded: p.t.1 landed as what was not prepared',
      '#1 ChangeLanded: p.t landed before',
    ]));

  it('happen once for a task, whatever its change is called', () =>
    expect(
      found(
        ...[claimedOnce, prepared, landed],
        ...[claimedOnce, prepared, landed].map((event) => ({ ...event, changeId: 'p.t.2' })),
      ),
    ).toEqual(['#1 ChangeLanded: p.t landed before']));

  it('land what was prepared', () =>
    expect(found(claimedOnce, prepared, ofChange('ChangeLanded', { result: 'r2' }))).toEqual([
      '#1 ChangeLanded: p.t.1 landed as what was not prepared',
    ]));

  it('record what an earlier claim had prepared, when only its lease has ended', () => {
    const ended = (because: string) => ofChange('LandingVoided', { because });
    const next = ofChange('LandingClaimed', { fence: 2 });
    expect(found(claimedOnce, prepared, ended('lease'), next, landed)).toEqual([]);
    expect(found(claimedOnce, prepared, ended('base-moved'), next, landed)).toEqual([
      '#1 ChangeLanded: p.t.1 landed as what was not prepared',
    ]);
  });

  it('are prepared by who holds them', () =>
    expect(found(claimedOnce, ofChange('LandingVoided'), prepared)).toEqual([
      '#1 LandingPrepared: p.t.1 is prepared under 1, 1 holds',
    ]));

  it('are held by one', () =>
    expect(found(claimedOnce, ofChange('LandingClaimed', { fence: 2 }))).toEqual([
      '#1 LandingClaimed: p.t.1 is claimed with 2 after 1',
    ]));

  it('are not undone', () =>
    expect(found(claimedOnce, prepared, landed, ofChange('ChangeSentBack'))).toEqual([
      '#1 ChangeSentBack: p.t.1 has landed already',
    ]));
});

describe('branches', () => {
  it('get their changes in the order of the log', () =>
    expect(
      landedOn(
        written(
          [happened('PlanAdded', { repoId: 'alpha' })],
          [landed],
          [ofChange('ChangeLanded', { result: 'r2' })],
        ).map(commitOf),
      ),
    ).toEqual(new Map([['alpha main', ['r1', 'r2']]])));

  it('are equal to the log, or not', () => {
    expect(differingBranch('alpha', ['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(differingBranch('alpha', ['a', 'b'], ['b', 'a'])).toHaveLength(1);
    expect(differingBranch('alpha', ['a', 'b'], ['a'])).toEqual([
      'alpha: change 2 of 2 is b in the log and none of 1 on the branch',
    ]);
    expect(differingBranch('alpha', ['a'], ['a', 'b'])).toHaveLength(1);
  });
});
