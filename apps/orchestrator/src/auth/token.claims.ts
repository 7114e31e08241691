import type { Actor, AttemptId, ChangeId, OrgId, RunnerId } from '@headrace/events';
import type { Tokens } from '@headrace/events/token';

/** An attempt's claim decides how long its token is good for; this only bounds what a lost token is worth. */
const LIFE_S = 7 * 24 * 3600;

const endingAt = () => Math.floor(Date.now() / 1000) + LIFE_S;

export const mintForRunner = (tokens: Tokens, org: OrgId, runnerId: RunnerId): string =>
  tokens.mint({ actor: `runner:${runnerId}` as Actor, org, use: null });

export const mintForAttempt = (tokens: Tokens, org: OrgId, id: AttemptId): string =>
  tokens.mint({ actor: `attempt:${id}` as Actor, org, use: 'attempt', exp: endingAt() });

export const mintForLanding = (tokens: Tokens, org: OrgId, id: ChangeId): string =>
  tokens.mint({ actor: `attempt:${id}` as Actor, org, use: 'landing', exp: endingAt() });
