import { placeIn, placeWord, type PlanView, type TaskView } from '@headrace/events';
import { signOf, type StateGlyph } from '../task/task.words.ts';
import { hrefOf, type Place } from './route.ts';

export type Option = {
  readonly id: string;
  readonly group: 'Tasks' | 'Plans' | 'Places' | 'Commands' | 'Time' | 'Keys';
  readonly name: string;
  readonly note: string;
  readonly glyph: StateGlyph | null;
  readonly href: string | null;
  readonly command: 'theme' | 'keys' | 'sign-out' | null;
};

const MOST = 8;

const places: readonly (readonly [string, Place])[] = [
  ['Overview', { page: 'overview' }],
  ['Inbox', { page: 'inbox', item: null }],
  ['Plans', { page: 'plans' }],
  ['Changes', { page: 'changes', change: null }],
  ['Runners', { page: 'runners', runner: null }],
  ['Events', { page: 'events', position: null, plan: null }],
];

const commands: readonly (readonly [string, Option['command'], string])[] = [
  ['Change the theme', 'theme', 'dark, light'],
  ['Turn single keys on or off', 'keys', ''],
  ['Sign out', 'sign-out', ''],
];

/** What the palette offers for what was typed: `#42117` and `eu#42117` are positions, `>` leaves only commands. */
export function optionsFor(
  typed: string,
  records: {
    readonly plans: readonly PlanView[];
    readonly tasks: Iterable<TaskView>;
    readonly now: number;
    readonly placeWord: (position: number) => string;
  },
): readonly Option[] {
  const words = typed.replace(/^>/, '').trim().toLowerCase();
  const position = positionIn(words, records.placeWord);
  const onlyCommands = typed.startsWith('>');
  const fits = (text: string) => text.toLowerCase().includes(words);
  const some = <T>(items: Iterable<T>, text: (item: T) => string, option: (item: T) => Option) =>
    onlyCommands
      ? []
      : [...items]
          .filter((item) => fits(text(item)))
          .slice(0, MOST)
          .map(option);
  return [
    ...(words === '' ? [] : some(records.tasks, taskText, (task) => taskOption(task, records.now))),
    ...some(records.plans, ({ planId, title }) => `${planId} ${title}`, planOption),
    ...some(
      places,
      ([name]) => name,
      ([name, place]) => placeOption('Places', name, place),
    ),
    ...commands.filter(([name]) => fits(name)).map(commandOption),
    ...(fits('Schedule a task')
      ? [placeOption('Commands', 'Schedule a task', { page: 'schedule' }, 's')]
      : []),
    ...(position !== null && !onlyCommands ? [timeOption(position, records.placeWord)] : []),
  ];
}

/** Null also for a position of another shard than the org's. */
function positionIn(words: string, word: (position: number) => string): number | null {
  const place = placeIn(words);
  if (!place) return null;
  const { shard, position } = place;
  return shard === null || placeWord(position, shard) === word(position) ? position : null;
}

const taskText = ({ taskId, title }: TaskView): string => `${taskId} ${title}`;

const plain = { note: '', glyph: null, href: null, command: null } as const;

function taskOption(task: TaskView, now: number): Option {
  const { glyph, word } = signOf(task, now);
  const place: Place = { page: 'task', planId: task.planId, taskId: task.taskId, part: 'session' };
  const name = `${task.taskId} ${task.title}`;
  return { ...plain, id: task.key, group: 'Tasks', name, note: word, glyph, href: hrefOf(place) };
}

const planOption = ({ planId, title, state }: PlanView): Option => ({
  ...plain,
  ...{ id: planId, group: 'Plans', name: title, note: state },
  href: hrefOf({ page: 'plan', planId, view: 'auto', task: null }),
});

const placeOption = (group: Option['group'], name: string, place: Place, note = ''): Option => ({
  ...plain,
  ...{ id: name, group, name, note, href: hrefOf(place) },
});

const commandOption = ([name, command, note]: (typeof commands)[number]): Option => ({
  ...plain,
  ...{ id: name, group: 'Commands', name, note, command },
});

const timeOption = (position: number, word: (position: number) => string): Option =>
  placeOption('Time', `Go to ${word(position)}`, { page: 'events', position, plan: null });
