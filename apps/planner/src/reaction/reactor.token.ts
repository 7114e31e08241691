import type { Actor } from '@headrace/events';
import { tokensOf } from '@headrace/events/token';

/** Under which reactors send commands: it may send what the clock causes and cannot approve anything, as the admin's own could. */
export const reactorToken = (adminToken: string): string =>
  tokensOf(adminToken).mint({ actor: 'reactor:planner' as Actor, org: null, use: null });
