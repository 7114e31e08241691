import { ChildTask, ProposalPolicy, type GateId } from '@headrace/events';
import {
  attemptStarted,
  failAttempt,
  planAdded,
  proposeSplit,
  splitProposed,
  taskAdded,
  taskClaimed,
  tasksBecameReady,
} from '@headrace/events/testing';
import { given, ids, registered } from '../testing/given.ts';

/** A task at work in a plan that decides by itself. */
const atWork = (policy: object, spec: object = {}) => [
  ...registered,
  planAdded({ proposals: ProposalPolicy.parse(policy) }),
  taskAdded({ spec }),
  tasksBecameReady(),
  taskClaimed(),
  attemptStarted(),
];
const child = (id: string, over: object = {}) => ChildTask.parse({ id, title: id, ...over });
const propose = (children: readonly object[]) =>
  ({ type: 'ProposeDecomposition', attemptId: 'p.t.1', fence: 1, children, note: '', ref: null }) as never;
const accept = { split: 'accept', decomposition: 'accept' };
const asked = (words: string) => ({
  type: 'TaskHeld' as const,
  note: expect.stringContaining(words) as never,
});

describe('a plan that accepts what its attempts propose', () => {
  it('lets children take the place of their task in the same commit, and says by which rule', () =>
    given(atWork(accept))
      .when(propose([child('a'), child('b', { needs: ['a'], scope: ['src/pump/in/**'] })]))
      .then(
        { type: 'DecompositionProposed' },
        { type: 'TaskAdded', taskId: ids('a')[0]! },
        { type: 'TaskAdded', taskId: ids('b')[0]! },
        {
          type: 'DecompositionAccepted',
          by: 'policy:plan' as never,
          rule: 'decomposition: accept, at most 10 children',
        },
        { type: 'TasksBecameReady', taskIds: ids('a') },
      ));
  it('lets the parts of a change over its size take its place', () =>
    given(atWork(accept))
      .when(proposeSplit())
      .then(
        splitProposed(),
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskSplit', by: 'policy:plan' as never, rule: 'split: accept, at most 10 children' },
        { type: 'TasksBecameReady', taskIds: ids('t-1') },
      ));
  it('lets the parts that it names take the place of what did not fit a context', () => {
    const split = splitProposed().parts.map(({ lines: _, ...part }) => part);
    given(atWork(accept, { split }))
      .when(failAttempt({ class: 'context' }))
      .then(
        { type: 'AttemptFailed' },
        { type: 'SplitProposed', because: 'context' },
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskSplit', by: 'policy:plan' as never },
        { type: 'TasksBecameReady' },
      );
  });
  it('asks where it says so for this kind', () =>
    given(atWork({ split: 'accept' }))
      .when(propose([child('a'), child('b')]))
      .then({ type: 'DecompositionProposed' }, { type: 'TasksBecameReady' }, { type: 'TaskHeld' }));

  const asks = [{ type: 'DecompositionProposed' }, { type: 'TasksBecameReady' }] as const;
  it('asks about more children than it accepts', () =>
    given(atWork({ ...accept, maxChildren: 2 }))
      .when(propose([child('a'), child('b'), child('c')]))
      .then(...asks, asked('The plan accepts 2 by itself.')));
  it('asks where a child would land without a gate of the whole', () =>
    given(atWork(accept, { gates: ['test'] as GateId[] }))
      .when(propose([child('a'), child('b', { gates: [] })]))
      .then(...asks, asked('b leaves out test')));
  it('asks where a child would change what the whole may not', () =>
    given(atWork(accept, { scope: ['src/**'] }))
      .when(propose([child('a', { scope: ['src/a/**'] }), child('b', { scope: ['docs/**'] })]))
      .then(...asks, asked('b goes beyond the paths of t')));
  it('asks about parts of a split that go beyond, too', () =>
    given(atWork(accept, { scope: ['docs/**'] }))
      .when(proposeSplit())
      .then(splitProposed(), { type: 'TasksBecameReady' }, asked('goes beyond')));
});
