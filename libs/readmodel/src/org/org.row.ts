import type { OrgView } from '@headrace/events';
import { instant, integer, nullable, position, rowOf, text } from '../row.ts';

export const OrgRow = rowOf<OrgView>('org', ['orgId'], {
  orgId: text,
  stoppedAt: nullable(instant),
  stoppedReason: nullable(text),
  stoppedBy: nullable(text),
  maxParallel: nullable(integer),
  position,
});
