import colors from 'picocolors';
import type { WaitingItem } from '@headrace/events';
import { verbsOf } from '../terminal/verb.words.ts';
import { timeWord, untilWord } from '../terminal/wait.word.ts';

/** One thing that waits for a person: what, whom it asks, until when, what comes of it then, and what to do. */
export function itemText(item: WaitingItem, now = new Date()): string {
  const { key, title, since, position, holds } = item;
  const facts = [
    `since ${since} #${position}`,
    asked(item),
    deadline(item, now),
    holds.length > 0 ? `${holds.join(', ')} ${holds.length === 1 ? 'waits' : 'wait'} for it` : '',
  ];
  return [
    `${words[item.kind]} ${colors.bold(key)} ${title}`,
    `  ${facts.filter(Boolean).join(' · ')}`,
    `  ${colors.dim(`→ ${item.hint} ${next(item)}`)}`,
  ].join('\n');
}

/** What to type: a change is read before it is reviewed. */
const next = ({ kind, changeId, allowed }: WaitingItem): string =>
  kind === 'review' && changeId ? `headrace change show ${changeId}` : `(${verbsOf(allowed).join(', ')})`;

const words: Readonly<Record<WaitingItem['kind'], string>> = {
  review: colors.magenta('review'),
  split: colors.yellow('split'),
  decomposition: colors.yellow('divide'),
  dead: colors.red('failed'),
  held: colors.yellow('held'),
};

function asked({ from, fourEyes }: WaitingItem): string {
  const who = from.length > 0 ? `asks ${from.join(' or ')}` : '';
  return fourEyes ? `${who || 'asks a person'}, not its author` : who;
}

function deadline({ deadline: until, byDefault }: WaitingItem, now: Date): string {
  if (until === null) return 'for as long as it takes';
  if (Date.parse(until) <= now.getTime()) return colors.red(`overdue since ${timeWord(until, now)}`);
  return `${untilWord(until, now)}, then ${defaults[byDefault]}`;
}

const defaults: Readonly<Record<WaitingItem['byDefault'], string>> = {
  reject: 'it is sent back',
  escalate: 'others are asked',
  hold: 'it is overdue',
  wait: 'nothing happens by itself',
};
