import type { CommandAnswer, CommandRequest, Instant, OrgId } from '@headrace/events';
import { accountWakeUps } from '../account/account.react.ts';
import { archives } from './archive.react.ts';
import { discards } from './draft.react.ts';
import type { Heartbeats } from './heartbeats.ts';
import { expirations } from './lease.react.ts';
import type { Orgs } from './orgs.ts';
import { wakeUps } from './wake.react.ts';

export type SendCommands = (
  org: OrgId,
  commands: readonly CommandRequest[],
) => Promise<readonly CommandAnswer[]>;

/** A command whose fact still stands is sent again after this: it was lost, refused as too early, or is being folded. */
const againMs = 2000;
const atOnce = 256;

/** Looks once at all that waits for the clock, and sends what is due. Answers what was sent, with its answers. */
export function reactions(orgs: Orgs, heartbeats: Heartbeats, send: SendCommands) {
  const sentAt = new Map<string, number>();

  const isNew = (now: number) => (request: CommandRequest) =>
    now - (sentAt.get(request.id!) ?? -Infinity) >= againMs;
  const forget = (now: number) => {
    for (const [id, at] of sentAt) if (now - at >= againMs) sentAt.delete(id);
  };

  return async (servingSince: Instant, at: Instant, now: number): Promise<readonly CommandAnswer[]> => {
    const clockwork = [...orgs.clockwork()];
    heartbeats.keep(clockwork);
    forget(now);
    const answers: CommandAnswer[] = [];
    for (const { org, leases, waits, accounts, drafts, ended } of clockwork) {
      const expired = expirations(leases, (lease) => heartbeats.lastOf(org, lease), servingSince, at);
      const freed = accountWakeUps(accounts, at);
      const due = [
        ...[...expired, ...freed, ...wakeUps(waits, at)],
        ...[...discards(drafts, at), ...archives(ended, at)],
      ]
        .filter(isNew(now))
        .slice(0, atOnce);
      if (due.length === 0) continue;
      for (const { id } of due) sentAt.set(id!, now);
      answers.push(...(await send(org, due)));
    }
    return answers;
  };
}
