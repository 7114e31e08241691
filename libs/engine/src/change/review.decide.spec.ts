import type { Actor, ChangeId, Event, Instant, Recorded, ReviewTerms } from '@headrace/events';
import {
  attemptStarted,
  changeQueued,
  changeReviewed,
  gatesStarted,
  momentOf,
  openChange,
  planActivated,
  planAdded,
  planDrafted,
  planEdited,
  recordedFrom,
  reviewChange,
  reviewExpired,
  reviewRequested,
  specification,
  taskAdded,
  taskClaimed,
  taskEdited,
  tasksChanged,
} from '@headrace/events/testing';
import { decide } from '../decide.ts';
import { evolve } from '../evolve.ts';
import { createOrg } from '../org/org.state.ts';
import { waits } from '../react/react.waits.ts';
import {
  given,
  planned,
  proven,
  ready,
  registered,
  reported,
  reviewing,
  taskNamed,
} from '../testing/given.ts';

const who = (name: string) => name as Actor;
const from = (...patterns: string[]) => patterns;
const terms = (over: Partial<ReviewTerms> = {}): ReviewTerms => ({
  ...{ from: [], fourEyes: false, expiresAt: null, then: null },
  ...over,
});
const under = (over: Partial<ReviewTerms>): readonly Event[] => [
  ...reviewing.slice(0, -1),
  reviewRequested({ terms: terms(over) }),
];
const changeId = 'p.t.1' as ChangeId;
const soon = momentOf(99);
const expire = { type: 'ExpireReview', changeId, until: soon } as const;
const delegated = (to: string, until: Instant, by = 'person:ada'): Event =>
  ({ type: 'ReviewsDelegated', org: 'main', from: by, to, until }) as Event; // short names for ids

/** Everything was done by Ada. */
const byAda = specification({
  initial: () => createOrg('main' as never),
  evolve: (state, recorded: Recorded) => evolve(state, { ...recorded, actor: who('person:ada') }),
  decide,
});

describe('asking for approvals', () => {
  const review = {
    from: from('person:ada'),
    fourEyes: true,
    expires: { minutes: 1, then: 'hold', to: [] },
  } as const;
  it('says who may give them and until when', () =>
    given(
      planned(
        taskNamed('t', {
          spec: { review: { ...review, from: [...review.from], expires: { ...review.expires, to: [] } } },
        }),
      ),
      ready('t'),
      taskClaimed(),
      attemptStarted(),
      gatesStarted(),
      reported(),
    )
      .when(openChange(), { at: momentOf(40) })
      .then(
        { type: 'ChangeOpened' },
        {
          type: 'ReviewRequested',
          terms: { from: from('person:ada'), fourEyes: true, expiresAt: momentOf(100), then: 'hold' },
        },
      ));
  it('leaves it open where the plan says only how many', () =>
    given(proven).when(openChange()).then({ type: 'ChangeOpened' }, reviewRequested()));
});

describe('an approval that the plan asks of somebody', () => {
  it.each(['person:ada', 'policy:auto'])('is given by %s', (actor) =>
    given(under({ from: from('person:ada', 'policy:*') }))
      .when(reviewChange(), { actor: who(actor) })
      .then({ type: 'ChangeReviewed', actor: who(actor) }, changeQueued()),
  );
  it.each(['person:bob', 'admin:local', 'policy:auto'])('is not given by %s', (actor) =>
    given(under({ from: from('person:ada') }))
      .when(reviewChange(), { actor: who(actor) })
      .thenRefused('REVIEWER_NOT_ASKED', { expected: 'person:ada', state: 'reviewing' }),
  );
  it('may be refused by anybody who reviews', () =>
    given(under({ from: from('person:ada') }))
      .when(reviewChange({ verdict: 'reject' }), { actor: who('person:bob') })
      .then({ type: 'ChangeReviewed' }, { type: 'ChangeSentBack' }, { type: 'TasksBecameReady' }));
});

describe('an approval by other eyes', () => {
  const fourEyes = under({ fourEyes: true });
  const did = (type: Event['type'], actor: string) =>
    specification({
      initial: () => createOrg('main' as never),
      evolve: (state, recorded: Recorded) =>
        evolve(state, { ...recorded, actor: who(recorded.event.type === type ? actor : 'person:eve') }),
      decide,
    });
  it('is not given by who submitted the plan', () =>
    byAda(fourEyes).when(reviewChange()).thenRefused('FOUR_EYES'));
  it.each([
    ['edited the task', taskEdited()],
    ['changed it by an edit of the plan', tasksChanged()],
    ['defined its gates anew', planEdited({ gates: planAdded().gates })],
  ])('is not given by who %s', (_, edit) => {
    const past = [...planned(), edit, ...fourEyes.slice(planned().length)];
    did(
      edit.type,
      'person:bob',
    )(past)
      .when(reviewChange(), { actor: who('person:bob') })
      .thenRefused('FOUR_EYES');
  });
  it('is not given by who made its draft real', () => {
    const drafted = [...registered, planDrafted(), taskAdded(), planActivated()];
    did(
      'PlanActivated',
      'person:bob',
    )([...drafted, ...fourEyes.slice(planned().length)])
      .when(reviewChange(), { actor: who('person:bob') })
      .thenRefused('FOUR_EYES');
  });
  it('is not given by a policy', () =>
    given(fourEyes)
      .when(reviewChange(), { actor: who('policy:auto') })
      .thenRefused('FOUR_EYES'));
  it('is given by another person', () =>
    byAda(fourEyes)
      .when(reviewChange(), { actor: who('person:bob') })
      .then({ type: 'ChangeReviewed' }, changeQueued()));
  it('is not given up by an edit', () =>
    given(...[planned(taskNamed('t', { spec: { approvals: 2, review: { from: [], fourEyes: true } } }))])
      .when({ type: 'EditTask', planId: 'p', taskId: 't', patch: { approvals: 0 } } as never)
      .thenRefused('FOUR_EYES', { expected: '2 or more' }));
  it('is given twice by two', () => {
    const two = [
      ...reviewing.slice(0, -1),
      reviewRequested({ approvals: 2, terms: terms({ fourEyes: true }) }),
    ];
    const once = changeReviewed({ actor: who('person:bob') });
    byAda([...two, once])
      .when(reviewChange(), { actor: who('person:bob') })
      .thenNothing();
    byAda([...two, once])
      .when(reviewChange(), { actor: who('person:eve') })
      .then({ type: 'ChangeReviewed' }, changeQueued());
  });
});

describe('a review whose time has come', () => {
  const past = (then: ReviewTerms['then']) => under({ from: from('person:ada'), expiresAt: soon, then });
  it('waits for nobody any more where the plan says so', () =>
    given(past('reject'))
      .when(expire, { at: soon })
      .then(
        reviewExpired({ then: 'reject', terms: terms({ from: from('person:ada'), expiresAt: soon }) }),
        { type: 'ChangeSentBack', because: 'review' },
        { type: 'TasksBecameReady' },
      ));
  it('asks others', () =>
    given(past('escalate'))
      .when(expire, { at: soon })
      .then(reviewExpired({ then: 'escalate', terms: terms({ expiresAt: soon }) })));
  it('waits on', () =>
    given(past('hold'))
      .when(expire, { at: soon })
      .then(reviewExpired({ then: 'hold', terms: terms({ from: from('person:ada'), expiresAt: soon }) })));
  it('has not come before', () =>
    given(past('hold'))
      .when(expire, { at: momentOf(98) })
      .thenRefused('NOT_DUE'));
  it('comes once', () =>
    given(past('hold'), reviewExpired({ then: 'hold' }))
      .when(expire, { at: soon })
      .thenNothing());
  it('does not come for what was approved', () =>
    given(past('reject'), changeReviewed(), changeQueued()).when(expire, { at: soon }).thenNothing());
  it('is a time that somebody waits for', () => {
    const state = createOrg('main' as never);
    for (const recorded of recordedFrom(past('hold'))) evolve(state, recorded);
    expect(waits(state)).toEqual([{ planId: 'p', taskId: 't', changeId, until: soon }]);
    for (const recorded of recordedFrom([changeQueued()], 99)) evolve(state, recorded);
    expect(waits(state)).toEqual([]);
  });
});

describe("approvals in somebody else's place", () => {
  const asked = under({ from: from('person:ada') });
  it('are given on behalf of who asked for it', () =>
    given(asked, delegated('person:bob', soon))
      .when(reviewChange(), { actor: who('person:bob') })
      .then({ type: 'ChangeReviewed', onBehalfOf: who('person:ada') }, changeQueued()));
  it('end with their time', () =>
    given(asked, delegated('person:bob', soon))
      .when(reviewChange(), { actor: who('person:bob'), at: soon })
      .thenRefused('REVIEWER_NOT_ASKED'));
  it('are taken back', () =>
    given(asked, delegated('person:bob', soon), {
      ...{ type: 'ReviewsRevoked', org: 'main', from: 'person:ada', to: 'person:bob' },
    } as Event)
      .when(reviewChange(), { actor: who('person:bob') })
      .thenRefused('REVIEWER_NOT_ASKED'));
  it('are the same as those of who asked for it', () => {
    const two = [
      ...reviewing.slice(0, -1),
      reviewRequested({ approvals: 2, terms: terms({ from: from('person:ada', 'person:eve') }) }),
      delegated('person:bob', soon),
    ];
    given(two, changeReviewed())
      .when(reviewChange(), { actor: who('person:bob') })
      .thenRefused('REVIEWER_NOT_ASKED');
    given(two, changeReviewed({ actor: who('person:bob'), onBehalfOf: who('person:ada') }))
      .when(reviewChange())
      .thenNothing();
  });
  it('are not handed on', () =>
    given(asked, delegated('person:bob', soon), delegated('person:eve', soon, 'person:bob'))
      .when(reviewChange(), { actor: who('person:eve') })
      .thenRefused('REVIEWER_NOT_ASKED'));
  it('are not a way around other eyes', () =>
    byAda(under({ from: from('person:ada'), fourEyes: true }), delegated('person:bob', soon))
      .when(reviewChange(), { actor: who('person:bob') })
      .thenRefused('REVIEWER_NOT_ASKED'));
  const delegate = { type: 'DelegateReviews', to: who('person:bob'), until: soon } as const;
  it('are asked of a person, once', () => {
    given(planned())
      .when(delegate)
      .then({ type: 'ReviewsDelegated', from: who('person:ada') });
    given(planned(), delegated('person:bob', soon)).when(delegate).thenNothing();
  });
  it.each([
    ['oneself', { to: who('person:ada') }],
    ['a policy', { to: who('policy:auto') }],
    ['a time that is over', { until: momentOf(1) }],
  ])('are not for %s', (_, over) =>
    given(planned())
      .when({ ...delegate, ...over })
      .thenRefused('VALUE_INVALID'),
  );
});
