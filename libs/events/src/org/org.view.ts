import type { Event, Recorded } from '../event.ts';
import type { OrgId } from '../ids.ts';
import type { Instant } from '../instant.ts';

/** What holds for a whole org. */
export type OrgView = {
  readonly orgId: OrgId;
  /** Since when nothing is claimed and nothing lands; null while it runs. */
  readonly stoppedAt: Instant | null;
  readonly stoppedReason: string | null;
  /** At most so many attempts at once; null: no limit. */
  readonly maxParallel: number | null;
  readonly position: number;
};

export const orgsOf = (event: Event): readonly OrgId[] => ('org' in event ? [event.org] : []);

/** Begins with any of its events: read models of before it was a record know no `OrgCreated`. */
export function viewOrg(view: OrgView | null, { event, at, ref }: Recorded): OrgView {
  const [orgId] = orgsOf(event);
  if (orgId === undefined) throw new Error(`${event.type} is not about an org at #${ref.position}`);
  const before = view ?? { orgId, stoppedAt: null, stoppedReason: null, maxParallel: null };
  return { ...before, ...changeOf(event, at), position: ref.position };
}

function changeOf(event: Event, at: Instant): Partial<OrgView> {
  switch (event.type) {
    case 'OrgStopped':
      return { stoppedAt: at, stoppedReason: event.reason };
    case 'OrgStarted':
      return { stoppedAt: null, stoppedReason: null };
    case 'OrgCapped':
      return { maxParallel: event.maxParallel };
    default:
      return {};
  }
}
