import { later, type Facts, type Instant, type OrgId } from '@headrace/events';

/** When each claim was last known to be alive: claimed, or named in a heartbeat. In memory; after a start nobody can have been seen. */
export type LifeSigns = {
  /** `id`: of an attempt, or of a change whose landing is claimed. */
  seen(org: OrgId, id: string, fence: number, at: Instant): void;
  /** What an expiry is decided with. */
  factsOf(org: OrgId, id: string, fence: number, servingSince: Instant): Facts;
  /** Forgets what is older: no lease is that long. */
  forget(before: Instant): void;
};

export function createLifeSigns(): LifeSigns {
  const signs = new Map<string, Instant>();
  const keyOf = (org: OrgId, id: string, fence: number) => `${org}/${id}#${fence}`;
  return {
    seen(org, id, fence, at) {
      const key = keyOf(org, id, fence);
      const last = signs.get(key);
      signs.set(key, last ? later(last, at) : at);
    },
    factsOf: (org, id, fence, servingSince) => ({
      lastHeartbeatAt: signs.get(keyOf(org, id, fence)) ?? null,
      servingSince,
    }),
    forget(before) {
      for (const [key, at] of signs) if (at < before) signs.delete(key);
    },
  };
}
