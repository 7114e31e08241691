import type {
  ChangeView,
  PlanView,
  TaskView,
  WaitingItem,
  WaitingOrg,
  WaitingPlan,
  WaitingTask,
} from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { countWord, numberWord, timeWord } from '../words/time.words.ts';

export type WaitingWords = {
  readonly glyph: StateGlyph;
  readonly title: string;
  /** What is known of it, in one sentence. */
  readonly what: string;
  /** What it costs to wait. */
  readonly cost: string;
};

/** What a page knows of an item beside itself. */
export type Known = {
  readonly task: TaskView | null;
  readonly change: ChangeView | null;
  readonly plan: PlanView | null;
};

export function waitingWords(item: WaitingItem, known: Known, now: number = Date.now()): WaitingWords {
  if (item.kind === 'stopped')
    return {
      ...{ glyph: 'paused', title: `${item.title} is stopped`, what: stopOf(item) },
      cost: 'holds everything',
    };
  if (item.kind === 'paused')
    return {
      ...{ glyph: 'paused', title: `${item.title} is paused`, what: stopOf(item) },
      cost: `holds ${countWord(item.holds.length, 'task')}`,
    };
  return taskWords(item, known, now);
}

/** "By person:ada: code freeze. It stays so until somebody decides." */
function stopOf({ by, reason }: WaitingPlan | WaitingOrg): string {
  const who = by === null ? '' : `By ${by}${reason === '' ? '.' : `: ${sentence(reason)}`}`;
  return [who || (reason && sentence(reason)), 'It stays so until somebody decides.']
    .filter(Boolean)
    .join(' ');
}

function taskWords(item: WaitingTask, known: Known, now: number): WaitingWords {
  const cost = costOf(item, known.plan);
  const name = `${item.taskId} ${item.title}`;
  switch (item.kind) {
    case 'review':
      return { glyph: 'reviewing', title: `Review ${name}`, what: reviewOf(item, known.change, now), cost };
    case 'split':
      return { glyph: 'waiting', title: `Split ${name}`, what: splitOf(known.task), cost };
    case 'decomposition': {
      const { children = [], note = '' } = known.task?.decomposition ?? {};
      const what = [`${numberWord(children.length)} tasks are proposed in its place.`, note]
        .filter(Boolean)
        .join(' ');
      return { glyph: 'waiting', title: `Divide ${name}`, what, cost };
    }
    case 'dead':
      return {
        glyph: 'failed',
        title: `${name} is dead`,
        what: sentence(known.task?.failure ?? 'No attempt is left'),
        cost,
      };
    case 'held':
      return { glyph: 'waiting', title: `${name} is held`, what: heldOf(known.task), cost };
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function reviewOf(item: WaitingTask, change: ChangeView | null, now: number): string {
  const size = change
    ? `${countWord(change.lines, 'line')} in ${countWord(change.files.length, 'file')}. All gates passed.`
    : 'A change lacks an approval.';
  return [size, askedOf(item), deadlineOf(item, now)].filter((text) => text !== '').join(' ');
}

function askedOf({ from, fourEyes }: WaitingTask): string {
  const who = from.length > 0 ? from.join(' or ') : fourEyes ? 'a person' : '';
  return who === '' ? '' : `Asks ${who}${fourEyes ? ', not its author' : ''}.`;
}

function deadlineOf({ deadline, byDefault }: WaitingTask, now: number): string {
  if (deadline === null) return '';
  if (Date.parse(deadline) <= now) return `Overdue since ${timeWord(deadline, now)}.`;
  return `Until ${timeWord(deadline, now)}, then ${defaults[byDefault]}.`;
}

const defaults: Readonly<Record<WaitingItem['byDefault'], string>> = {
  reject: 'it is sent back',
  escalate: 'others are asked',
  hold: 'it is overdue',
  wait: 'nothing happens by itself',
};

function splitOf(task: TaskView | null): string {
  if (!task?.split) return 'A split is proposed.';
  const { lines, limit, parts } = task.split;
  if (limit === 0)
    return `It did not fit the model’s context. Parts: ${parts.map(({ title }) => title).join(', ')}, in order.`;
  return `${numberWord(lines)} lines, limit ${numberWord(limit)}. Parts of ${parts.map((part) => numberWord(part.lines)).join(', ')}, in order.`;
}

const reasons: Readonly<Record<NonNullable<TaskView['heldReason']>, string>> = {
  person: 'Somebody held it.',
  start: 'It is not to start yet.',
  retry: 'It waits before the next try.',
  quota: 'The provider’s quota is used up.',
  auth: 'The agent may not sign in.',
  refused: 'The agent refused the task.',
  ask: 'It failed, and the plan asks you what to do.',
  loop: 'The same failure three times. Stopped before a fourth.',
  split: 'A split is proposed.',
  decomposition: 'Several tasks are proposed in its place.',
  repository: 'Its repository cannot be used.',
};

const heldOf = (task: TaskView | null): string =>
  [task?.heldReason ? reasons[task.heldReason] : '', task?.heldNote ?? '']
    .filter((text) => text !== '')
    .join(' ');

function costOf({ holds }: WaitingTask, plan: PlanView | null): string {
  const of = plan ? ` of ${plan.title}` : '';
  if (holds.length === 0) return 'holds nothing yet';
  if (holds.length > 3) return `holds ${countWord(holds.length, 'task')}${of}`;
  return `holds ${holds.join(', ')}`;
}
