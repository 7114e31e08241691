import fc from 'fast-check';
import { hasOffer, landingWaiting } from '../offer/offer.reads.ts';
import { isOver } from '../task/task.state.ts';
import { draft, isDraftable } from './moves.drafts.ts';
import { editSomething } from './edit.moves.ts';
import { archive, hasEndedPlan, org, person, plan, review } from './moves.people.ts';
import { account, hasHeldAccount } from './moves.accounts.ts';
import {
  claim,
  drain,
  expire,
  fail,
  idOf,
  land,
  MILL,
  offers,
  registration,
  runners,
  salvage,
  stale,
  work,
} from './moves.runners.ts';
import { act, send, tasksIn, type Story } from './story.ts';
import { at, command } from './work.ts';

/** What somebody tries next: numbers that choose among whatever can be done then. */
export type Move = { readonly kind: number; readonly a: number; readonly b: number; readonly c: number };

type Kind = {
  /** How often it is chosen among what is possible. */
  readonly weight: number;
  /** Whether it may do anything now: a story of refusals tells nothing. */
  readonly isPossible: (story: Story) => boolean;
  readonly try: (story: Story, a: number, b: number, c: number) => void;
};

const isAtWork = ({ state }: Story): boolean => state.attempts.size > 0;
const isLanding = ({ state }: Story): boolean => state.landings.size > 0;
const isLandable = (story: Story): boolean => isLanding(story) || landingWaiting(story.state, MILL);

const kinds: readonly Kind[] = [
  {
    weight: 6,
    isPossible: ({ state }) => runners.some((name) => hasOffer(state, idOf(name), offers[name])),
    try: claim,
  },
  { weight: 12, isPossible: isAtWork, try: work },
  { weight: 2, isPossible: isAtWork, try: fail },
  { weight: 1, isPossible: (story) => isAtWork(story) || isLanding(story), try: expire },
  { weight: 4, isPossible: (story) => hasChange(story), try: review },
  { weight: 8, isPossible: isLandable, try: land },
  { weight: 3, isPossible: () => true, try: person },
  { weight: 2, isPossible: hasHeldAccount, try: account },
  { weight: 1, isPossible: () => true, try: plan },
  { weight: 1, isPossible: () => true, try: edit },
  { weight: 1, isPossible: () => true, try: drain },
  { weight: 1, isPossible: isDraftable, try: draft },
  { weight: 1, isPossible: hasEndedPlan, try: archive },
  { weight: 1, isPossible: () => true, try: org },
  { weight: 1, isPossible: () => true, try: (story, a) => repeat(story, a) },
  { weight: 1, isPossible: (story) => hasEnded(story), try: salvage },
  { weight: 1, isPossible: (story) => hasEnded(story), try: stale },
];

const hasEnded = (story: Story): boolean => tasksIn(story).some(({ ended }) => ended.length > 0);

const hasChange = ({ state }: Story): boolean =>
  [...state.changes.values()].some(({ status }) => status === 'reviewing' || status === 'queued');

export const moves = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ kind: fc.nat(10_000), a: fc.nat(1000), b: fc.nat(1000), c: fc.nat(1000) }), {
    maxLength,
    size: 'max',
  });

export function setUp(story: Story): void {
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'mill', url: '/srv/mill.git', defaultBranch: 'main' }));
  for (const runnerId of runners) act(story, registration(runnerId));
}

/** Tries a move; whatever is refused changes nothing. When all is over there is nothing left to do but try again. */
export function move(story: Story, { kind, a, b, c }: Move): void {
  const isQuiet = tasksIn(story).every(isOver) && kind % 4 !== 0;
  if (isQuiet) return;
  const possible = kinds.filter(({ isPossible }) => isPossible(story));
  const chances = possible.flatMap((each) => Array<Kind>(each.weight).fill(each));
  at(chances, kind)?.try(story, a, b, c);
}

function edit(story: Story, a: number, b: number, c: number): void {
  editSomething(story, at([...story.state.plans.values()], a), [a, b, c]);
}

/** Any earlier command once more, with its id. */
function repeat(story: Story, a: number): void {
  const earlier = at(story.sent, a);
  if (earlier) send(story, earlier, { id: earlier.id });
}
