import type { WaitingItem } from '@headrace/events';
import type { Records } from '../live/records.store.svelte.ts';
import type { Known } from './inbox.words.ts';

/** What the records say of what an item is about. */
export function knownOf(item: WaitingItem, { tasks, changes, plans }: Records): Known {
  if (item.kind === 'stopped') return { task: null, change: null, plan: null };
  const plan = plans.get(item.planId) ?? null;
  if (item.kind === 'paused') return { task: null, change: null, plan };
  const change = item.changeId ? (changes.get(item.changeId) ?? null) : null;
  return { task: tasks.get(item.key) ?? null, change, plan };
}

/** What an item is called in an address: a change, where it is about one. */
export const nameOf = (item: WaitingItem): string =>
  'changeId' in item && item.kind === 'review' && item.changeId !== null ? item.changeId : item.key;
