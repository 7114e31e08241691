import { tasksOf, type AccountId, type AgentName, type Recorded, type RunnerId } from '@headrace/events';
import type { Offer } from '../offer/offer.pick.ts';
import { endsTask } from './invariants.ts';

/* What the log alone says of accounts, apart from the state that decided. */

function heldIn(log: readonly Recorded[]): ReadonlySet<AccountId> {
  const held = new Set<AccountId>();
  for (const { event } of log) {
    if (event.type === 'AccountHeld') held.add(event.account);
    if (event.type === 'AccountReleased') held.delete(event.account);
  }
  return held;
}

function accountIn(log: readonly Recorded[], runnerId: RunnerId, agent: AgentName): AccountId {
  const own = log.findLast(({ event }) => event.type === 'RunnerRegistered' && event.runnerId === runnerId);
  const accounts = (own?.event.type === 'RunnerRegistered' && own.event.accounts) || {};
  return accounts[agent] ?? (agent as string as AccountId);
}

/** Nothing is claimed for an account while it is held, and what waits for its quota waits for a held one. */
export function expectNoClaimOfHeld(log: readonly Recorded[]): void {
  const held = new Set<AccountId>();
  const waiting = new Map<string, AccountId>();
  for (const [i, { event }] of log.entries()) {
    if (event.type === 'AccountHeld') held.add(event.account);
    if (event.type === 'AccountReleased') held.delete(event.account);
    if (event.type === 'TaskHeld' || event.type === 'TaskReleased') {
      const account = event.type === 'TaskHeld' ? event.account : undefined;
      if (account === undefined) waiting.delete(`${event.planId}.${event.taskId}`);
      else waiting.set(`${event.planId}.${event.taskId}`, account);
      expect([i, account === undefined || held.has(account)]).toEqual([i, true]);
    }
    if (endsTask(event)) for (const key of tasksOf(event)) waiting.delete(key); // it is back only after a retry, or an edit
    if (event.type !== 'TaskClaimed') continue;
    expect([i, event.account]).toEqual([i, accountIn(log.slice(0, i), event.runnerId, event.agent)]);
    expect([i, event.account !== undefined && held.has(event.account)]).toEqual([i, false]);
    expect([i, waiting.has(`${event.planId}.${event.taskId}`)]).toEqual([i, false]);
  }
}

/** What a runner has agents for whose account is not held. */
export function offerNow(log: readonly Recorded[], runnerId: RunnerId, offer: Offer): Offer {
  const held = heldIn(log);
  return { ...offer, agents: offer.agents.filter((agent) => !held.has(accountIn(log, runnerId, agent))) };
}
