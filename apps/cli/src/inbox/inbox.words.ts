import colors from 'picocolors';
import type { WaitingItem } from '@headrace/events';
import { placed } from '../terminal/place.ts';
import { verbsOf } from '../terminal/verb.words.ts';
import { timeWord, untilWord } from '../terminal/wait.word.ts';

/** One thing that waits for a person: what, whom it asks, until when, what comes of it then, and what to do. */
export function itemText(item: WaitingItem, now = new Date()): string {
  const { key, title, since, position } = item;
  const facts = [
    `since ${since} ${placed(position)}`,
    'by' in item && item.by !== null ? `by ${item.by}` : '',
    'reason' in item ? item.reason : '',
    asked(item),
    deadline(item, now),
    heldBack(item),
  ];
  return [
    `${words[item.kind]} ${colors.bold(key)} ${item.kind === 'stopped' ? '' : title}`.trimEnd(),
    `  ${facts.filter(Boolean).join(' · ')}`,
    `  ${colors.dim(`→ ${item.hint} ${next(item)}`)}`,
  ].join('\n');
}

/** What to type: a change is read before it is reviewed. */
const next = (item: WaitingItem): string =>
  item.kind === 'review' && item.changeId
    ? `headrace change show ${item.changeId}`
    : `(${verbsOf(item.allowed).join(', ')})`;

/** More than anybody reads in a line. */
const MOST_SHOWN = 8;

function heldBack({ kind, holds }: WaitingItem): string {
  if (kind === 'stopped') return 'everything waits for it';
  const more = holds.length - MOST_SHOWN;
  const names = [...holds.slice(0, MOST_SHOWN), ...(more > 0 ? [`${more} more`] : [])];
  return holds.length > 0 ? `${names.join(', ')} ${holds.length === 1 ? 'waits' : 'wait'} for it` : '';
}

const words: Readonly<Record<WaitingItem['kind'], string>> = {
  review: colors.magenta('review'),
  split: colors.yellow('split'),
  decomposition: colors.yellow('divide'),
  dead: colors.red('failed'),
  held: colors.yellow('held'),
  paused: colors.yellow('paused'),
  stopped: colors.red('stopped'),
};

function asked({ from, fourEyes }: WaitingItem): string {
  const who = from.length > 0 ? `asks ${from.join(' or ')}` : '';
  return fourEyes ? `${who || 'asks a person'}, not its author` : who;
}

function deadline({ kind, deadline: until, byDefault }: WaitingItem, now: Date): string {
  if (until === null) return stays[kind] ?? 'for as long as it takes';
  if (Date.parse(until) <= now.getTime()) return colors.red(`overdue since ${timeWord(until, now)}`);
  return `${untilWord(until, now)}, then ${defaults[byDefault]}`;
}

/** What becomes of it when nobody comes. */
const stays: Partial<Record<WaitingItem['kind'], string>> = {
  paused: 'stays paused until somebody resumes it',
  stopped: 'stays stopped until somebody starts it',
};

const defaults: Readonly<Record<WaitingItem['byDefault'], string>> = {
  reject: 'it is sent back',
  escalate: 'others are asked',
  hold: 'it is overdue',
  wait: 'nothing happens by itself',
};
