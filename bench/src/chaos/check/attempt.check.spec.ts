import { brokenFences } from './attempt.check.ts';
import { commitOf, type Happened } from './stored.ts';
import { claimed, happened, ofAttempt, ofChange, written } from './written.ts';

const found = (...events: readonly Happened[]) => brokenFences(written(events).map(commitOf));
const stopped = (fence: number) => happened('AttemptsStopped', { taskIds: ['t'], fences: [fence] });

describe('fences', () => {
  it('are respected when attempts follow one another', () =>
    expect(
      found(
        ...[claimed(1), ofAttempt('AttemptStarted', 1), ofAttempt('AttemptFailed', 1)],
        ...[claimed(2), stopped(2), claimed(3), ofAttempt('ClaimExpired', 3), ofAttempt('WorkSaved', 3)],
        ...[claimed(4), ofAttempt('GateReported', 4), ofChange('ChangeOpened', { changeId: 'p.t.4' })],
      ),
    ).toEqual([]));

  it('are broken by a second attempt beside the first', () =>
    expect(found(claimed(1), claimed(2))).toEqual(['#1 TaskClaimed: p.t.2 begins while p.t.1 lives']));

  it('are broken by a claim counter that jumps or stays', () =>
    expect(found(claimed(1), stopped(1), claimed(3))).toEqual([
      '#1 TaskClaimed: fence 3 of p.t.3 follows 1',
    ]));

  it.each(['AttemptStarted', 'GateReported', 'AttemptFailed', 'AttemptCompleted'])(
    'are broken by %s of an attempt that was declared dead',
    (type) =>
      expect(found(claimed(1), ofAttempt('ClaimExpired', 1), claimed(2), ofAttempt(type, 1))).toEqual([
        `#1 ${type}: p.t.1 does not live, p.t.2 does`,
      ]),
  );

  it('are broken by a change of an attempt that was stopped', () =>
    expect(found(claimed(1), stopped(1), ofChange('ChangeOpened'))).toEqual([
      '#1 ChangeOpened: p.t.1 does not live, none does',
    ]));
});
