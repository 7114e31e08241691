import { itemsOf, restoreHolder, type Holder } from '../offer/holding.ts';
import { reoffer } from '../offer/offer.index.ts';
import { createOffers, type Offers } from '../offer/offer.state.ts';
import type { TaskState } from '../task/task.state.ts';
import type { OrgState } from './org.state.ts';

/**
 * An org's state as a file can keep it: plain objects, lists, maps and sets, which may share and contain one another. All
 * of the state but the offer index, which follows from the rest; of what is held only who holds it.
 */
export type SavedOrg = Omit<OrgState, 'offers'> & {
  readonly holders: ReadonlyMap<TaskState, SavedHolder>;
  readonly families: ReadonlyMap<TaskState, SavedHolder>;
};

type SavedHolder = Omit<Holder, 'items' | 'within'> & { readonly within: SavedHolder | null };

/** Copies nothing: what it gives has to be written before the state changes again. */
export function savedOrg({ offers, ...state }: OrgState): SavedOrg {
  const { holdings, demands: _demands, lanes: _lanes, groups: _groups, entries: _entries, ...more } = offers;
  more satisfies Record<string, never>; // what else an index has must be kept, or named here as found again
  const known = new Map<Holder, SavedHolder>();
  const saved = (holder: Holder): SavedHolder => {
    const { items: _, within, ...rest } = holder;
    const found = known.get(holder) ?? { ...rest, within: within && saved(within) };
    known.set(holder, found);
    return found;
  };
  const all = (holders: ReadonlyMap<TaskState, Holder>) =>
    new Map([...holders].map(([task, holder]) => [task, saved(holder)]));
  return { ...state, holders: all(holdings.byTask), families: all(holdings.families) };
}

/** Takes over what it is given. O(tasks), and O(log n) for each that can be offered. */
export function restoredOrg({ holders, families, ...rest }: SavedOrg): OrgState {
  const state: OrgState = { ...rest, offers: createOffers() };
  restoreHolders(state.offers, holders, families);
  for (const plan of state.plans.values())
    for (const task of plan.tasks.values())
      if (task.life.status === 'ready' && task.held === null) reoffer(state.offers, plan, task);
  return state;
}

function restoreHolders(
  { holdings }: Offers,
  holders: SavedOrg['holders'],
  families: SavedOrg['families'],
): void {
  const known = new Map<SavedHolder, Holder>();
  const restored = (saved: SavedHolder): Holder => {
    const found = known.get(saved);
    if (found) return found;
    const holder: Holder = {
      ...saved,
      items: itemsOf(saved.task),
      within: saved.within && restored(saved.within),
    };
    known.set(saved, holder);
    restoreHolder(holdings, holder);
    return holder;
  };
  for (const [task, saved] of holders) holdings.byTask.set(task, restored(saved));
  for (const [task, saved] of families) holdings.families.set(task, restored(saved));
}
