import { Assignment, LandingAssignment, type Control } from '@headrace/events';
import { z } from 'zod';
import { ask, keepAsking, type Asking } from './asking.ts';
import { loadNow, obeyAll, type Beating } from './heartbeat.ts';
import type { Holding } from './holding.ts';
import type { Host } from './host.ts';

const Claimed = z.object({ attempts: z.array(Assignment) });
const ClaimedLanding = z.object({ landing: LandingAssignment.nullable() });
const Found = z.object({ ...Claimed.shape, ...ClaimedLanding.shape, control: z.array(z.unknown()) });

/** Of a lease. Who holds something was last heard of a beat ago, who holds nothing is heard of by asking. */
const BUSY_WAIT = 1 / 2;
const IDLE_WAIT = 2 / 3;

type Work = {
  readonly host: Host;
  readonly holding: Holding;
  readonly pulse: Beating;
  readonly asking: Asking;
  readonly onControl: (control: Control) => void;
};

/**
 * Asks for tasks and for landings, each as long as there is room for it. Who holds nothing asks one question for both,
 * which also says that it is alive: most runners do nothing else most of the time.
 */
export class Claiming {
  readonly #work: Work;
  /** The question for tasks asks for landings as well. */
  #asksForBoth = false;
  /** The last landing failed by no fault of its change. */
  #landingRests = false;
  #slotFreed: () => void = () => undefined;
  #asksApart: () => void = () => undefined;

  constructor(work: Work) {
    this.#work = work;
  }

  /** Resolves when no more is asked for; what is held may go on. */
  async run(): Promise<void> {
    const { asking } = this.#work;
    await Promise.all([
      keepAsking(asking, () => this.#claimTasks()),
      keepAsking(asking, () => this.#claimLanding()),
    ]);
  }

  /** What is held has changed, or nothing more is wanted: whoever waits for room looks again. */
  look(): void {
    this.#slotFreed();
    if (this.#work.asking.until.aborted) this.#asksApart();
  }

  /** As many at once as there are free slots. */
  async #claimTasks(): Promise<'again' | 'nothing'> {
    const { host, holding, asking } = this.#work;
    this.#asksForBoth = holding.isEmpty() && !this.#landingRests;
    if (this.#asksForBoth) return this.#claimAnything();
    this.#asksApart();
    const slots = holding.freeSlots();
    if (slots === 0) {
      await new Promise<void>((resolve) => (this.#slotFreed = resolve));
      return 'again';
    }
    const offer = { runnerId: host.runnerId, ...this.#offer(slots) };
    const { attempts } = await ask(asking, { path: '/tasks/claim', offer, leaseShare: BUSY_WAIT }, Claimed);
    for (const assignment of attempts) holding.begin(assignment);
    return attempts.length > 0 ? 'again' : 'nothing';
  }

  async #claimAnything(): Promise<'again' | 'nothing'> {
    const { host, holding, asking, pulse, onControl } = this.#work;
    const path = `/runners/${host.runnerId}/idle`;
    const offer = { ...this.#offer(host.config.slots), load: loadNow(), sandbox: host.sandbox.level };
    pulse.rest();
    try {
      const found = await ask(asking, { path, offer, leaseShare: IDLE_WAIT }, Found);
      for (const assignment of found.attempts) holding.begin(assignment);
      if (found.landing) holding.land(found.landing);
      obeyAll(found.control, onControl);
      return found.attempts.length > 0 || found.landing ? 'again' : 'nothing';
    } catch (error) {
      pulse.now();
      throw error;
    }
  }

  /** Beside the slots. */
  async #claimLanding(): Promise<'again' | 'later' | 'nothing'> {
    const { host, holding, asking } = this.#work;
    this.#landingRests = false;
    if (this.#asksForBoth) {
      await new Promise<void>((resolve) => (this.#asksApart = resolve));
      return 'again';
    }
    if (!holding.isLanding()) {
      const offer = { runnerId: host.runnerId, repos: [] };
      const question = { path: '/changes/claim', offer, leaseShare: BUSY_WAIT };
      const { landing } = await ask(asking, question, ClaimedLanding);
      if (!landing) return 'nothing';
      holding.land(landing);
    }
    const endings = await holding.landed();
    this.#landingRests = endings.includes('infrastructure'); // then it is at the head of its queue still
    return this.#landingRests ? 'later' : 'again';
  }

  #offer(slots: number) {
    const { config, agents } = this.#work.host;
    const { roles, labels } = config;
    return { roles, agents: agents.names, labels, slots };
  }
}
