import type { OrgId } from '../ids.ts';
import type { OrgCapped, OrgCreated, OrgStarted, OrgStopped } from './org.events.ts';

const org = 'main' as OrgId;

export const orgCreated = (over: Partial<OrgCreated> = {}): OrgCreated => ({
  type: 'OrgCreated',
  org,
  ...over,
});

export const orgStopped = (over: Partial<OrgStopped> = {}): OrgStopped => ({
  type: 'OrgStopped',
  org,
  reason: 'the build is on fire',
  ...over,
});

export const orgStarted = (over: Partial<OrgStarted> = {}): OrgStarted => ({
  type: 'OrgStarted',
  org,
  ...over,
});

export const orgCapped = (over: Partial<OrgCapped> = {}): OrgCapped => ({
  type: 'OrgCapped',
  org,
  maxParallel: 1,
  ...over,
});
