import type { Instant, OrgId, RunnerPresence } from '@headrace/events';
import type { Lease } from '@headrace/engine';

/** When each claim was last named in a heartbeat, as far as presence says: it keeps a runner's last one only. */
export type Heartbeats = {
  heard(presence: RunnerPresence): void;
  lastOf(org: OrgId, lease: Lease): Instant | null;
  /** Forgets all but these. */
  keep(alive: readonly { readonly org: OrgId; readonly leases: readonly Lease[] }[]): void;
};

export function noHeartbeats(): Heartbeats {
  let last = new Map<string, Instant>();
  return {
    heard: ({ org, lastSeenAt, attempts, landings }) => {
      for (const { attemptId, fence } of attempts)
        last.set(nameOf(org, 'attempt', attemptId, fence), lastSeenAt);
      for (const { changeId, fence } of landings)
        last.set(nameOf(org, 'landing', changeId, fence), lastSeenAt);
    },
    lastOf: (org, { kind, id, fence }) => last.get(nameOf(org, kind, id, fence)) ?? null,
    keep: (alive) => {
      const names = alive.flatMap(({ org, leases }) =>
        leases.map(({ kind, id, fence }) => nameOf(org, kind, id, fence)),
      );
      const kept = names.flatMap((name) => {
        const at = last.get(name);
        return at ? [[name, at] as const] : [];
      });
      last = new Map(kept);
    },
  };
}

const nameOf = (org: OrgId, kind: Lease['kind'], id: string, fence: number): string =>
  `${org}/${kind}/${id}/${fence}`;
