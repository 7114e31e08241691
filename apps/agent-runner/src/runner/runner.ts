import {
  Assignment,
  assertNever,
  LandingAssignment,
  type Control,
  type RegisteredRunner,
} from '@headrace/events';
import { z } from 'zod';
import { beginAttempt, type LiveAttempt } from '../attempt/attempt.ts';
import { recoverAttempts } from '../attempt/recover.ts';
import { Stopped } from '../attempt/stop.ts';
import { beginLanding, recoverLandings, type LiveLanding } from '../landing/live.landing.ts';
import { Refused, Unreachable } from '../wire/orchestrator.ts';
import { untilAnswered } from '../wire/patience.ts';
import { ask, keepAsking, type Asking } from './asking.ts';
import { followControl } from './control.channel.ts';
import { beat } from './heartbeat.ts';
import type { Host } from './host.ts';
import { register } from './registration.ts';

const Claimed = z.object({ attempts: z.array(Assignment) });
const ClaimedLanding = z.object({ landing: LandingAssignment.nullable() });

/** What agents have to end and final reports to arrive when the runner is told to end at once. */
const LAST_WORDS_MS = 4000;

export type Runner = {
  /** Takes nothing new and finishes what it holds. */
  drain(): void;
  /** Stops what it holds and saves the work; then ends. */
  cancel(): void;
  /** Resolves when nothing is left to do. Errors: Refused, when it cannot register. */
  readonly done: Promise<void>;
};

/** Registers, puts the past in order, then claims until it is told to stop. */
export function startRunner(host: Host, off: AbortController, onReady: () => void): Runner {
  const runner = new RunningRunner(host, off, onReady);
  return { drain: () => runner.drain(), cancel: () => runner.cancel(), done: runner.run() };
}

const noneIfAborted = (signal: AbortSignal) => (error: unknown) => {
  if (signal.aborted) return null;
  throw error;
};

class RunningRunner {
  readonly #host: Host;
  readonly #off: AbortController;
  readonly #onReady: () => void;
  readonly #attempts = new Map<string, LiveAttempt>();
  readonly #draining = new AbortController();
  #landing: LiveLanding | null = null;
  #stopping: Stopped | null = null;
  #token = '';
  #leaseMs = 0;
  #isRegistering = false;
  #slotFreed: () => void = () => undefined;
  #beatNow: () => void = () => undefined;

  constructor(host: Host, off: AbortController, onReady: () => void) {
    this.#host = host;
    this.#off = off;
    this.#onReady = onReady;
  }

  async run(): Promise<void> {
    const { orchestrator, log, off, sandbox } = this.#host;
    const ask = () => register(orchestrator, this.#host.config, this.#host.agents, off);
    const onWait = ({ message }: Unreachable) =>
      log.warn({ reason: message }, 'waiting for the orchestrator');
    const until = AbortSignal.any([off, this.#draining.signal]);
    const registered = await untilAnswered(ask, { signal: until, onWait }).catch(noneIfAborted(until));
    if (!registered) return;
    this.#use(registered);
    const pulse = beat({
      orchestrator,
      path: this.#path('heartbeat'),
      token: () => this.#token,
      everyMs: Math.max(50, Math.min(registered.heartbeatMs, Math.floor(registered.leaseMs / 3))),
      held: () => this.#held(),
      sandbox: sandbox.level,
      onControl: (control) => this.#obey(control),
      onError: (error) => void this.#unheard(error),
    });
    this.#beatNow = pulse.now;
    this.#onReady();
    try {
      await this.#work();
    } finally {
      pulse.stop();
      this.#off.abort(new Stopped('shutdown', 'the runner ended'));
    }
  }

  drain(): void {
    this.#draining.abort(new Stopped('shutdown', 'the runner drains'));
    this.#slotFreed();
  }

  cancel(): void {
    this.drain();
    const reason = new Stopped('shutdown', 'The runner was stopped.');
    this.#stopping = reason;
    for (const attempt of this.#attempts.values()) attempt.stop(reason);
    // an orchestrator that does not answer must not keep the process: what is unsent stays on disk
    setTimeout(() => this.#off.abort(reason), LAST_WORDS_MS).unref();
  }

  async #work(): Promise<void> {
    const { runnerId } = this.#host;
    const until = AbortSignal.any([this.#host.off, this.#draining.signal]);
    const onControl = (control: Control) => this.#obey(control);
    const channel = {
      orchestrator: this.#host.orchestrator,
      path: `/runners/${runnerId}/control`,
      token: () => this.#token,
    };
    void followControl({ ...channel, signal: this.#host.off, onControl });
    await recoverLandings(this.#host);
    await recoverAttempts(this.#host);
    const asking = this.#asking(until);
    await Promise.all([
      keepAsking(asking, () => this.#claimTasks(asking)),
      keepAsking(asking, () => this.#claimLanding(asking)),
    ]);
    await Promise.all([...this.#attempts.values()].map(({ done }) => done));
  }

  #asking(until: AbortSignal): Asking {
    const { orchestrator, runnerId, log } = this.#host;
    const known = { token: () => this.#token, leaseMs: () => this.#leaseMs };
    return { orchestrator, runnerId, log, until, ...known, onNo: (error) => this.#unheard(error) };
  }

  /** As many at once as there are free slots. */
  async #claimTasks(asking: Asking): Promise<'again' | 'nothing'> {
    const { roles, labels, slots: all } = this.#host.config;
    const slots = all - this.#attempts.size;
    if (slots === 0) {
      await new Promise<void>((resolve) => (this.#slotFreed = resolve));
      return 'again';
    }
    const offer = { roles, agents: this.#host.agents.names, labels, slots };
    const { attempts } = await ask(asking, '/tasks/claim', offer, Claimed);
    for (const assignment of attempts) this.#begin(assignment);
    return attempts.length > 0 ? 'again' : 'nothing';
  }

  #begin(assignment: Assignment): void {
    if (this.#attempts.has(assignment.attemptId)) return; // the same answer twice
    this.#host.secrets.add(assignment.token);
    const attempt = beginAttempt(this.#host, assignment);
    this.#attempts.set(assignment.attemptId, attempt);
    if (this.#stopping) attempt.stop(this.#stopping);
    this.#beatNow();
    void attempt.done.then(() => {
      this.#attempts.delete(assignment.attemptId);
      this.#host.secrets.delete(assignment.token);
      this.#slotFreed();
      this.#beatNow();
    });
  }

  /** One after the other, beside the slots: landing is short, and order matters. */
  async #claimLanding(asking: Asking): Promise<'again' | 'later' | 'nothing'> {
    const { landing } = await ask(asking, '/changes/claim', { repos: [] }, ClaimedLanding);
    if (!landing) return 'nothing';
    this.#landing = beginLanding(this.#host, landing);
    this.#beatNow();
    const ending = await this.#landing.done;
    this.#landing = null;
    return ending === 'infrastructure' ? 'later' : 'again'; // then it is at the head of its queue still
  }

  /** An orchestrator that does not know us any more has been set up anew. */
  async #unheard(error: unknown): Promise<void> {
    const code = error instanceof Refused ? error.problem.code : '';
    if (!['RUNNER_NOT_FOUND', 'TOKEN_INVALID'].includes(code) || this.#isRegistering) return;
    this.#isRegistering = true;
    try {
      const { orchestrator, config, agents, off } = this.#host;
      this.#use(await register(orchestrator, config, agents, off));
    } catch (failure) {
      this.#host.log.warn({ reason: (failure as Error).message }, 'cannot register again');
    } finally {
      this.#isRegistering = false;
    }
  }

  #use({ token, leaseMs }: RegisteredRunner): void {
    this.#host.secrets.delete(this.#token);
    this.#host.secrets.add(token);
    this.#token = token;
    this.#leaseMs = leaseMs;
    this.#host.log.info({ leaseMs }, 'registered');
  }

  #held() {
    const attempts = [...this.#attempts.values()].map(({ attemptId, fence }) => ({ attemptId, fence }));
    const landings = this.#landing ? [{ changeId: this.#landing.changeId, fence: this.#landing.fence }] : [];
    return { busy: attempts.length, attempts, landings };
  }

  #obey(control: Control): void {
    switch (control.kind) {
      case 'cancel': {
        const attempt = this.#attempts.get(control.attemptId);
        if (attempt?.fence === control.fence)
          attempt.stop(new Stopped('cancelled', control.reason, control.graceMs));
        return;
      }
      case 'cancel-landing':
        if (this.#landing?.changeId === control.changeId && this.#landing.fence === control.fence)
          this.#landing.stop(new Stopped('lost', control.reason));
        return;
      case 'drain':
        return this.drain();
      default:
        return assertNever(control);
    }
  }

  readonly #path = (name: string) => `/runners/${this.#host.runnerId}/${name}`;
}
