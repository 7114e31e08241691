import { assertNever, type Control, type RegisteredRunner } from '@headrace/events';
import { recoverAttempts } from '../attempt/recover.ts';
import { Stopped } from '../attempt/stop.ts';
import { recoverLandings } from '../landing/live.landing.ts';
import { Refused, Unreachable } from '../wire/orchestrator.ts';
import { untilAnswered } from '../wire/patience.ts';
import { Claiming } from './claiming.ts';
import { followControl } from './control.channel.ts';
import { beat, type Beating } from './heartbeat.ts';
import { Holding } from './holding.ts';
import type { Host } from './host.ts';
import { register } from './registration.ts';

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
  readonly #holding: Holding;
  readonly #draining = new AbortController();
  #token = '';
  #leaseMs = 0;
  #isRegistering = false;
  #pulse: Beating | null = null;
  #claiming: Claiming | null = null;

  constructor(host: Host, off: AbortController, onReady: () => void) {
    this.#host = host;
    this.#off = off;
    this.#onReady = onReady;
    this.#holding = new Holding(host, () => this.#changed());
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
      held: () => this.#holding.claims(),
      sandbox: sandbox.level,
      onControl: (control) => this.#obey(control),
      onError: (error) => void this.#unheard(error),
    });
    this.#pulse = pulse;
    this.#onReady();
    try {
      await this.#work(pulse);
    } finally {
      pulse.rest();
      this.#off.abort(new Stopped('shutdown', 'the runner ended'));
    }
  }

  drain(): void {
    this.#draining.abort(new Stopped('shutdown', 'the runner drains'));
    this.#claiming?.look();
  }

  cancel(): void {
    this.drain();
    const reason = new Stopped('shutdown', 'The runner was stopped.');
    this.#holding.stop(reason);
    // an orchestrator that does not answer must not keep the process: what is unsent stays on disk
    setTimeout(() => this.#off.abort(reason), LAST_WORDS_MS).unref();
  }

  async #work(pulse: Beating): Promise<void> {
    const host = this.#host;
    const { orchestrator, log, off } = host;
    const token = () => this.#token;
    const onControl = (control: Control) => this.#obey(control);
    void followControl({ orchestrator, path: this.#path('control'), token, signal: off, onControl });
    await recoverLandings(host);
    await recoverAttempts(host);
    const until = AbortSignal.any([off, this.#draining.signal]);
    const onNo = (error: unknown) => this.#unheard(error);
    const asking = { orchestrator, log, until, token, leaseMs: () => this.#leaseMs, onNo };
    this.#claiming = new Claiming({ host, holding: this.#holding, pulse, asking, onControl });
    await this.#claiming.run();
    await this.#holding.over();
  }

  #changed(): void {
    this.#pulse?.now();
    this.#claiming?.look();
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

  #obey(control: Control): void {
    switch (control.kind) {
      case 'cancel':
        return this.#holding.cancel(control);
      case 'cancel-landing':
        return this.#holding.cancelLanding(control);
      case 'drain':
        return this.drain();
      default:
        return assertNever(control);
    }
  }

  readonly #path = (name: string) => `/runners/${this.#host.runnerId}/${name}`;
}
