import type { Event } from '../event.ts';
import type { Actor } from '../ids.ts';
import { taskDone } from '../task/task.examples.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import {
  approvalsVoided,
  changeLanded,
  changeOpened,
  changeQueued,
  changeReviewed,
  changeSentBack,
  landingClaimed,
  landingFailed,
  landingPrepared,
  landingVoided,
  reviewRequested,
} from './change.examples.ts';
import { changesOf, viewChange, type ChangeView } from './change.view.ts';

const after = (...events: Event[]): ChangeView =>
  recordedFrom([changeOpened(), ...events]).reduce<ChangeView | null>(viewChange, null)!;

describe('a change as readers see it', () => {
  it('is what the attempt opened', () =>
    expect(after()).toMatchObject({
      changeId: 'p.t.1',
      state: 'open',
      lines: 12,
      reviews: [],
      openedAt: momentOf(1),
    }));

  it('lacks approvals', () =>
    expect(after(reviewRequested({ approvals: 2 }))).toMatchObject({
      state: 'reviewing',
      approvalsMissing: 2,
    }));

  it('lacks one less with each approval', () =>
    expect(after(reviewRequested({ approvals: 2 }), changeReviewed())).toMatchObject({
      approvalsMissing: 1,
      reviews: [
        { actor: 'person:ada', verdict: 'approve', note: 'good', at: momentOf(3), position: 3, void: false },
      ],
    }));

  it('lacks no less with a rejection', () =>
    expect(after(reviewRequested(), changeReviewed({ verdict: 'reject' }))).toMatchObject({
      approvalsMissing: 1,
      reviews: [{ verdict: 'reject' }],
    }));

  it('keeps void approvals in sight', () =>
    expect(
      after(
        reviewRequested(),
        changeReviewed(),
        approvalsVoided(),
        reviewRequested(),
        changeReviewed({ actor: 'person:bo' as Actor }),
      ),
    ).toMatchObject({
      approvalsMissing: 0,
      reviews: [
        { actor: 'person:ada', void: true },
        { actor: 'person:bo', void: false },
      ],
    }));

  it('waits in the queue of its target', () =>
    expect(after(changeQueued())).toMatchObject({ state: 'queued', target: 'main', queuedAt: momentOf(2) }));

  it('names who lands it, until that is void', () => {
    expect(after(changeQueued(), landingClaimed(), landingPrepared())).toMatchObject({
      state: 'landing',
      landingRunner: 'r1',
    });
    expect(after(changeQueued(), landingClaimed(), landingVoided())).toMatchObject({
      state: 'queued',
      landingRunner: null,
    });
  });

  it('has landed as a commit of the target', () =>
    expect(after(changeQueued(), landingClaimed(), landingPrepared(), changeLanded())).toMatchObject({
      state: 'landed',
      result: '3'.repeat(40),
      landedAt: momentOf(5),
    }));

  it('is sent back for a reason', () =>
    expect(after(changeQueued(), landingClaimed(), landingFailed(), changeSentBack())).toMatchObject({
      state: 'sent-back',
      sentBack: 'conflict',
      landingRunner: null,
    }));
});

describe('the changes of an event', () => {
  it('are the one that it names', () => expect(changesOf(landingFailed())).toEqual(['p.t.1']));
  it('are none for a task', () => expect(changesOf(taskDone())).toEqual([]));
});

it('refuses a log that speaks of a change before it was opened', () =>
  expect(() => viewChange(null, recordedFrom([changeQueued()], 7)[0]!)).toThrow(
    'ChangeQueued before ChangeOpened at #7',
  ));
