import { ok, type CreateOrg, type Stamped } from '@headrace/events';
import type { Decision } from '../refuse.ts';
import type { OrgState } from './org.state.ts';

export function createOrgOnce(_command: Stamped<CreateOrg>, { org, created }: OrgState): Decision {
  return ok(created ? [] : [{ type: 'OrgCreated', org }]);
}
