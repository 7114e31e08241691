import type { Assignment, Control, Heartbeat, LandingAssignment } from '@headrace/events';
import { beginAttempt, type LiveAttempt } from '../attempt/attempt.ts';
import { Stopped } from '../attempt/stop.ts';
import { beginLanding, type LiveLanding } from '../landing/live.landing.ts';
import type { LandingEnd } from '../landing/landing.ts';
import type { Host } from './host.ts';

/** The attempts and landings that are under way on this runner. */
export class Holding {
  readonly #host: Host;
  readonly #onChange: () => void;
  readonly #attempts = new Map<string, LiveAttempt>();
  /** One after the other, except when two questions were answered at once: landing is short, and order matters. */
  readonly #landings = new Map<string, LiveLanding>();
  #stopping: Stopped | null = null;

  /** `onChange`: something begins or ends. */
  constructor(host: Host, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  isEmpty = (): boolean => this.#attempts.size + this.#landings.size === 0;

  freeSlots = (): number => this.#host.config.slots - this.#attempts.size;

  isLanding = (): boolean => this.#landings.size > 0;

  begin(assignment: Assignment): void {
    if (this.#attempts.has(assignment.attemptId)) return; // the same answer twice
    this.#host.secrets.add(assignment.token);
    const attempt = beginAttempt(this.#host, assignment);
    this.#attempts.set(assignment.attemptId, attempt);
    if (this.#stopping) attempt.stop(this.#stopping);
    this.#onChange();
    void attempt.done.then(() => {
      this.#attempts.delete(assignment.attemptId);
      this.#host.secrets.delete(assignment.token);
      this.#onChange();
    });
  }

  land(assignment: LandingAssignment): void {
    const landing = beginLanding(this.#host, assignment);
    this.#landings.set(landing.changeId, landing);
    this.#onChange();
    void landing.done.then(() => {
      this.#landings.delete(landing.changeId);
      this.#onChange();
    });
  }

  /** Attempts end as soon as they can, those too that begin from now on. */
  stop(reason: Stopped): void {
    this.#stopping = reason;
    for (const attempt of this.#attempts.values()) attempt.stop(reason);
  }

  cancel({ attemptId, fence, reason, graceMs }: Extract<Control, { kind: 'cancel' }>): void {
    const attempt = this.#attempts.get(attemptId);
    if (attempt?.fence === fence) attempt.stop(new Stopped('cancelled', reason, graceMs));
  }

  cancelLanding({ changeId, fence, reason }: Extract<Control, { kind: 'cancel-landing' }>): void {
    const landing = this.#landings.get(changeId);
    if (landing?.fence === fence) landing.stop(new Stopped('lost', reason));
  }

  /** As a heartbeat names it. */
  claims(): Pick<Heartbeat, 'busy' | 'attempts' | 'landings'> {
    const attempts = [...this.#attempts.values()].map(({ attemptId, fence }) => ({ attemptId, fence }));
    const landings = [...this.#landings.values()].map(({ changeId, fence }) => ({ changeId, fence }));
    return { busy: attempts.length, attempts, landings };
  }

  landed = (): Promise<LandingEnd[]> => Promise.all([...this.#landings.values()].map(({ done }) => done));

  /** Of all that is held now. */
  async over(): Promise<void> {
    await Promise.all([this.landed(), ...[...this.#attempts.values()].map(({ done }) => done)]);
  }
}
