import {
  Command,
  plansOf,
  tasksOf,
  taskKey,
  type CommandType,
  type Event,
  type OrgId,
  type Ref,
  type Refusal,
  type Stamped,
} from '@headrace/events';
import { decide } from './decide.ts';
import { statusOf as changeStatusOf } from './change/change.state.ts';
import { evolve } from './evolve.ts';
import { createOrg } from './org/org.state.ts';
import { commandTypes, placeOf, requestAt, requests, type Place, type Subject } from './testing/requests.ts';
import { enact, scenes } from './testing/scenes.ts';
import { dump } from './testing/dump.ts';
import { statusOf } from './task/task.state.ts';

/* Every command in every state: what is refused says where the thing stands, what put it there and what may be done. */

type Answer = { readonly type: CommandType; readonly effect: boolean; readonly refusal: Refusal | null };

function answersAt(place: Place): readonly Answer[] {
  return commandTypes.flatMap((type): Answer[] => {
    const request = requestAt(place, type);
    if (!request) return [];
    const { story } = place;
    const usual = { id: 'asked', actor: 'person:ada', at: story.now };
    const decision = decide({ ...usual, ...request.command, ...request.stamp } as Stamped, story.state);
    if (!decision.ok) return [{ type, effect: false, refusal: decision.error }];
    return [
      { type, effect: decision.value.some((event) => isAbout(event, subjectOf(type), place)), refusal: null },
    ];
  });
}

/** A plan is what becomes of any of its tasks. */
function isAbout(event: Event, subject: Subject, { task, plan }: Place): boolean {
  if (subject === 'plan') return 'planId' in event && event.planId === plan.planId;
  const isOfPlan = plansOf(event).includes(plan.planId);
  return isOfPlan || tasksOf(event).includes(taskKey(task.planId, task.taskId));
}

/** What may be done with a task includes what may be done with the change that it has under way. */
const family: Readonly<Record<Subject, readonly Subject[]>> = {
  task: ['task', 'change'],
  change: ['change'],
  plan: ['plan'],
  runner: ['runner'],
  org: [],
};

const subjectOf = (type: CommandType): Subject => requests[type].of;

/** As refusals name it. */
function stateOf(subject: Subject, { task, change, plan }: Place): string {
  if (subject === 'change' && change) return changeStatusOf(change);
  return subject === 'plan' ? (plan.outcome ?? plan.status) : statusOf(task);
}

/** What it was once an event had been folded. */
function stateAfter(subject: Subject, { story, task }: Place, { position, index }: Ref): string {
  const state = createOrg('main' as OrgId);
  for (const recorded of story.log) {
    evolve(state, recorded);
    if (recorded.ref.position === position && recorded.ref.index === index) break;
  }
  const plan = state.plans.get(task.planId);
  if (subject === 'plan' && plan) return plan.outcome ?? plan.status;
  return plan?.tasks.has(task.taskId) ? stateOf(subject, placeOf({ ...story, state }, task.taskId)) : '';
}

/** What is refused because of who asks says what may be done about that one. */
const isAboutRunner = ({ code }: Refusal): boolean => code.startsWith('RUNNER_');

/** What may be done with a plan that has ended is to try a task of it again. */
const isNamed = (subject: Subject, type: CommandType, { plan }: Place): boolean =>
  family[subject].includes(subjectOf(type)) ||
  (subject === 'plan' && type === 'RetryTask' && plan.status === 'finished');

const tables = Object.entries(scenes).map(([name, scene]) => {
  const place = enact(scene);
  const answers = answersAt(place);
  const effective = answers.filter(({ effect }) => effect).map(({ type }) => type);
  const refused = answers.flatMap(({ type, refusal }) =>
    refusal && !isAboutRunner(refusal) ? [{ type, refusal }] : [],
  );
  // what a runner gets is its own business: who drains may not claim what others may
  const isDraining = answers.some(({ refusal }) => refusal && isAboutRunner(refusal));
  return { name, place, refused, effective: isDraining ? [...effective, 'ClaimTasks' as const] : effective };
});

describe.each(['task', 'change', 'plan'] as const)('a refusal about a %s', (subject) => {
  const about = tables.map(({ name, place, refused, effective }) => ({
    ...{ name, place, state: stateOf(subject, place) },
    refused: refused.filter(({ type }) => subjectOf(type) === subject),
    effective: effective.filter((type) => isNamed(subject, type, place)).sort(),
  }));

  it.each(about)('$name: names the state', ({ refused, state }) => {
    for (const { type, refusal } of refused)
      expect([type, refusal.state]).toEqual([type, refusal.code === 'ORG_STOPPED' ? 'stopped' : state]);
  });
  it.each(about)('$name: is proven by the event that led there', ({ refused, place, state }) => {
    for (const { type, refusal } of refused)
      expect([type, refusal.proof.map((ref) => stateAfter(subject, place, ref))]).toEqual([
        type,
        expect.arrayContaining([state]),
      ]);
  });
  it.each(about)('$name: says exactly what may be done', ({ refused, effective }) => {
    for (const { type, refusal } of refused) {
      const allowed = refusal.allowed.filter((other) => other !== 'StartOrg').sort();
      expect([type, allowed]).toEqual([type, effective]);
    }
  });
});

describe('the table', () => {
  it('has every command', () => {
    const known = Command.options.flatMap(({ options }) => options.map(({ shape }) => shape.type.value));
    // a command that is missing here is refused by nobody knows what: give it a row in testing/requests.ts
    expect([...commandTypes].sort()).toEqual([...known].sort());
  });
  it('has every state', () => {
    const places = Object.values(scenes).map(enact);
    const states = new Set(places.map(({ task }) => statusOf(task)));
    expect([...states].sort()).toEqual([
      ...['blocked', 'cancelled', 'claimed', 'divided', 'done', 'failed', 'merging'],
      ...['ready', 'reviewing', 'running', 'verifying'],
    ]);
    const plans = new Set(places.map(({ plan }) => plan.outcome ?? plan.status));
    expect([...plans].sort()).toEqual(['cancelled', 'done', 'ending', 'failed', 'paused', 'running']);
  });
  it('refuses each command somewhere, unless it is never refused', () => {
    const never = [
      ...['CapOrg', 'ClaimLanding', 'ClaimTasks', 'CreateOrg', 'DelegateReviews', 'DrainRunner'],
      ...['ExpireReview', 'PrioritiseTasks', 'RegisterRunner', 'RevokeReviews'],
      ...['StartOrg', 'StopOrg', 'WakeAccount', 'WakeTask'],
    ];
    const everRefused = new Set(tables.flatMap(({ refused }) => refused.map(({ type }) => type)));
    expect(commandTypes.filter((type) => !everRefused.has(type)).sort()).toEqual(never);
  });
  it('leaves everything as it was', () => {
    for (const scene of Object.values(scenes)) {
      const place = enact(scene);
      const before = dump(place.story.state);
      answersAt(place);
      expect(dump(place.story.state)).toBe(before);
    }
  });
});
