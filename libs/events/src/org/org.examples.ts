import type { OrgId } from '../ids.ts';
import type { OrgCreated } from './org.events.ts';

export const orgCreated = (over: Partial<OrgCreated> = {}): OrgCreated => ({
  type: 'OrgCreated',
  org: 'main' as OrgId,
  ...over,
});
