import type { Event, Recorded } from '../event.ts';
import type { RunnerId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { RunnerRegistered } from './runner.events.ts';

/** A runner as it registered. Whether it is alive is presence, not history. */
export type RunnerView = Omit<RunnerRegistered, 'type' | 'accounts'> & {
  /** Of the agents whose account does not have their own name. */
  readonly accounts: NonNullable<RunnerRegistered['accounts']>;
  readonly draining: boolean;
  readonly registeredAt: Instant;
  readonly position: number;
};

export const runnersOf = (event: Event): readonly RunnerId[] =>
  event.type === 'RunnerRegistered' || event.type === 'RunnerDraining' ? [event.runnerId] : [];

export function viewRunner(view: RunnerView | null, { event, at, ref }: Recorded): RunnerView {
  if (event.type === 'RunnerRegistered') {
    const { type: _, accounts = {}, ...offer } = event;
    return { ...offer, accounts, draining: false, registeredAt: at, position: ref.position };
  }
  if (!view) throw new Error(`${event.type} before RunnerRegistered at #${ref.position}`);
  return { ...view, draining: true, position: ref.position };
}
