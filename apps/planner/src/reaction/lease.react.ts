import { after, later, type CommandRequest, type Instant } from '@headrace/events';
import type { Lease } from '@headrace/engine';
import { commandNamed } from './command.name.ts';

/**
 * For each claim whose holder has been silent for longer than its lease lasts: the command that ends it. The orchestrator
 * knows the last heartbeat best and refuses what is too early, so a wrong clock here does no harm.
 * `heardAt`: the last heartbeat that named this claim; null when none did. `servingSince`: since when we listen.
 */
export function expirations(
  leases: readonly Lease[],
  heardAt: (lease: Lease) => Instant | null,
  servingSince: Instant,
  now: Instant,
): readonly CommandRequest[] {
  const isSilent = (lease: Lease) =>
    after(later(later(heardAt(lease) ?? lease.since, lease.since), servingSince), lease.leaseMs) <= now;
  return leases.filter(isSilent).map(expiration);
}

function expiration(lease: Lease): CommandRequest {
  const { kind, id, fence } = lease;
  if (kind === 'attempt')
    return { id: commandNamed('expire', id), command: { type: 'ExpireClaim', attemptId: id, fence } };
  return {
    id: commandNamed('expire', id, 'landing', fence),
    command: { type: 'ExpireLanding', changeId: id, fence },
  };
}
