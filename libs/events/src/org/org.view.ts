import type { Event, Recorded } from '../event.ts';
import type { Actor, OrgId } from '../ids.ts';
import type { Instant } from '../instant.ts';

/** What holds for a whole org. */
export type OrgView = {
  readonly orgId: OrgId;
  /** Since when nothing is claimed and nothing lands; null while it runs. */
  readonly stoppedAt: Instant | null;
  readonly stoppedReason: string | null;
  /** Who stopped it; null: it runs, or that was not kept yet. */
  readonly stoppedBy: Actor | null;
  /** At most so many attempts at once; null: no limit. */
  readonly maxParallel: number | null;
  readonly position: number;
};

export const orgsOf = (event: Event): readonly OrgId[] => ('org' in event ? [event.org] : []);

/** Begins with any of its events: read models of before it was a record know no `OrgCreated`. */
export function viewOrg(view: OrgView | null, recorded: Recorded): OrgView {
  const { event, ref } = recorded;
  const [orgId] = orgsOf(event);
  if (orgId === undefined) throw new Error(`${event.type} is not about an org at #${ref.position}`);
  const before = view ?? { orgId, ...running, maxParallel: null };
  return { ...before, ...changeOf(recorded), position: ref.position };
}

const running = { stoppedAt: null, stoppedReason: null, stoppedBy: null } as const;

function changeOf({ event, at, actor }: Recorded): Partial<OrgView> {
  switch (event.type) {
    case 'OrgStopped':
      return { stoppedAt: at, stoppedReason: event.reason, stoppedBy: actor ?? null };
    case 'OrgStarted':
      return running;
    case 'OrgCapped':
      return { maxParallel: event.maxParallel };
    default:
      return {};
  }
}
