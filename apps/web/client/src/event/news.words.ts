import { countIn, type Commit, type Event, type TaskKey, type TaskView } from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { countWord, shortSha } from '../words/time.words.ts';

export type News = { readonly glyph: StateGlyph; readonly text: string };

/** The one thing in a commit that a person would tell; null where there is nothing to tell. */
export function newsOf({ events }: Commit, tasks: ReadonlyMap<TaskKey, TaskView>): News | null {
  const name = (event: { planId: string; taskId: string }) => {
    const title = tasks.get(`${event.planId}.${event.taskId}` as TaskKey)?.title;
    return title ? `${event.taskId} ${title}` : event.taskId;
  };
  const told = events.flatMap((event) => tell(event, name) ?? []);
  return told.reduce<Told | null>((best, one) => (best === null || one.rank > best.rank ? one : best), null);
}

type Told = News & { readonly rank: number };
type Name = (event: { planId: string; taskId: string }) => string;

function tell(event: Event, name: Name): Told | null {
  switch (event.type) {
    case 'TaskFailed':
      return { rank: 9, glyph: 'failed', text: `${name(event)} is dead: ${event.reason}` };
    case 'PlanFinished':
      return { rank: 9, glyph: 'done', text: `plan ${event.planId} is ${event.outcome}` };
    case 'PlanAdded':
      return { rank: 9, glyph: 'ready', text: `plan ${event.title} was submitted` };
    case 'PlanActivated':
      return { rank: 9, glyph: 'ready', text: `plan ${event.planId} was submitted` };
    case 'PlanEdited':
      return { rank: 9, glyph: 'ready', text: `plan ${event.planId} was edited` };
    case 'PhaseOpened':
      return { rank: 9, glyph: 'ready', text: `phase ${event.phaseId} opened` };
    case 'ChangeLanded':
      return {
        rank: 8,
        glyph: 'done',
        text: `${name(event)} landed on ${event.target} as ${shortSha(event.result)}`,
      };
    case 'SplitProposed':
      return {
        rank: 8,
        glyph: 'waiting',
        text: `${name(event)} is too large, ${event.parts.length} parts proposed`,
      };
    case 'DecompositionProposed':
      return {
        rank: 8,
        glyph: 'waiting',
        text: `${event.children.length} tasks are proposed in the place of ${event.taskId}`,
      };
    case 'DecompositionAccepted':
      return {
        rank: 8,
        glyph: 'divided',
        text: `${event.taskId} was divided into ${event.into.join(', ')}`,
      };
    case 'TaskSplit':
      return { rank: 8, glyph: 'divided', text: `${event.taskId} was split into ${event.into.join(', ')}` };
    case 'TaskHeld':
      return { rank: 7, glyph: 'waiting', text: `${name(event)} waits: ${event.note || event.reason}` };
    case 'AccountHeld':
      return { rank: 8, glyph: 'waiting', text: `account ${event.account} has no quota left` };
    case 'AccountReleased':
      return { rank: 8, glyph: 'ready', text: `account ${event.account} is used again` };
    case 'ClaimExpired':
      return { rank: 7, glyph: 'waiting', text: `${name(event)} lost its lease` };
    case 'ReviewRequested':
      return { rank: 6, glyph: 'reviewing', text: `${name(event)} asks for a review` };
    case 'ChangeSentBack':
      return { rank: 6, glyph: 'failed', text: `${name(event)} was sent back: ${event.because}` };
    default:
      return tellWork(event, name);
  }
}

function tellWork(event: Event, name: Name): Told | null {
  switch (event.type) {
    case 'AttemptFailed':
      return { rank: 6, glyph: 'failed', text: `${name(event)} failed: ${event.message}` };
    case 'ChangeQueued':
      return { rank: 5, glyph: 'merging', text: `${name(event)} joined the queue of ${event.target}` };
    case 'TaskClaimed':
      return { rank: 5, glyph: 'claimed', text: `${name(event)} claimed by ${event.runnerId}` };
    case 'AttemptFedBack':
      return {
        rank: 4,
        glyph: 'running',
        text: `${name(event)} mends ${event.proposal === undefined ? event.gates.join(', ') : 'what it proposes'}`,
      };
    case 'GateReported': {
      const { gate, verdict } = event.result;
      return {
        rank: 4,
        glyph: verdict === 'passed' ? 'verifying' : 'failed',
        text: `${name(event)} ${verdict} ${gate}`,
      };
    }
    case 'AttemptStarted':
      return { rank: 3, glyph: 'running', text: `${name(event)} is at work` };
    case 'RunnerRegistered':
      return {
        rank: 3,
        glyph: 'ready',
        text: `runner ${event.runnerId} came with ${countWord(event.slots, 'slot')}`,
      };
    case 'TasksCancelled':
      return { rank: 3, glyph: 'cancelled', text: `${namesOf(event)} cancelled` };
    default:
      return null;
  }
}

const namesOf = ({ taskIds, ordinals }: Extract<Event, { type: 'TasksCancelled' }>): string =>
  ordinals === undefined ? taskIds.join(', ') : countWord(countIn(ordinals), 'task');
