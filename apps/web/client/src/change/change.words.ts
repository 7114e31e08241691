import type { ChangeView } from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { ordinalWord } from '../words/time.words.ts';

export type ChangeSign = { readonly glyph: StateGlyph; readonly word: string };

export function changeSign(change: ChangeView, place: number | null): ChangeSign {
  switch (change.state) {
    case 'open':
      return { glyph: 'verifying', word: 'open' };
    case 'reviewing':
      return { glyph: 'reviewing', word: 'your review' };
    case 'queued':
      return { glyph: 'merging', word: place === null ? 'queued' : ordinalWord(place) };
    case 'landing':
      return { glyph: 'merging', word: `merging${place === null ? '' : `, ${ordinalWord(place)}`}` };
    case 'landed':
      return { glyph: 'done', word: 'landed' };
    case 'sent-back':
      return {
        glyph: change.sentBack === 'cancelled' ? 'cancelled' : 'failed',
        word: change.sentBack ?? 'sent back',
      };
  }
}

export type ChangeGroup = { readonly title: string; readonly changes: readonly ChangeView[] };

const LANDED_SHOWN = 20;

/** The queue, what waits for a person, what came back, what landed last. */
export function groupsOf(changes: readonly ChangeView[]): readonly ChangeGroup[] {
  const of = (...states: readonly ChangeView['state'][]) =>
    changes.filter(({ state }) => states.includes(state));
  const byQueue = (a: ChangeView, b: ChangeView) => ((a.queuedAt ?? '') < (b.queuedAt ?? '') ? -1 : 1);
  const newest = (a: ChangeView, b: ChangeView) => b.position - a.position;
  return [
    { title: 'In the queue', changes: of('queued', 'landing').sort(byQueue) },
    { title: 'Waits for a person before it may queue', changes: of('open', 'reviewing').sort(newest) },
    { title: 'Sent back', changes: of('sent-back').sort(newest) },
    { title: 'Landed', changes: of('landed').sort(newest).slice(0, LANDED_SHOWN) },
  ].filter(({ changes: own }) => own.length > 0);
}
