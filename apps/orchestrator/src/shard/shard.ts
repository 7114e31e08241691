import type { OrgState } from '@headrace/engine';
import { instantOf, type Event, type Instant, type OrgId } from '@headrace/events';
import { BrokerError, headPosition, type Broker } from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ProblemError } from '../http/problem.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import type { FactsOf } from './decision.ts';
import { Desk } from './desk.ts';
import { Follower, type Folded } from './follower.ts';
import type { Lease } from './lease.ts';
import { loadOrgs } from './load.ts';
import type { Home, Orgs, Service } from './service.ts';
import { createDecision, createSignal } from './signal.ts';
import { writeOn } from './stint.ts';
import type { Outcome, Submission } from './submission.ts';
import type { WeightOf } from './turns.ts';

export type Stored = {
  readonly org: OrgId;
  readonly state: OrgState;
  readonly events: readonly Event[];
  readonly position: number;
};

export type ShardOptions = {
  readonly broker: Broker;
  readonly shard: string;
  readonly home: Home;
  readonly logger: Logger;
  /** How often an org's turn comes, beside that of others; 1 where it is not said. */
  readonly weightOf?: WeightOf;
  readonly snapshots?: Snapshots;
  readonly factsOf: (
    org: OrgId,
    command: Submission['command'],
    servingSince: Instant,
  ) => ReturnType<FactsOf>;
  readonly lease: Lease;
};

export type ShardRole = 'starting' | 'writer' | 'recovering' | 'standby' | 'stopped';

/** One shard as this process hosts it: written here, or followed while another one writes it. */
export class Shard {
  readonly #options: ShardOptions;
  readonly #desk: Desk;
  readonly #closing = new AbortController();
  readonly #begun = createDecision();
  readonly #folded = createSignal<OrgId>();
  readonly #stored = createSignal<Stored>();
  readonly #resumed = createSignal<void>();
  readonly #handedOver = createSignal<void>();
  #role: ShardRole = 'starting';
  #orgs: Orgs = new Map();
  #service: Service | null = null;
  #follower: Follower | null = null;
  #servingSince: Instant = instantOf(0);
  #reason = beingRead();
  /** Why what is written cannot be stored: the log had no room, and nothing has been stored since. */
  #fault: ProblemError | null = null;
  #living: Promise<void> = Promise.resolve();

  constructor(options: ShardOptions) {
    this.#options = options;
    this.#desk = new Desk(this.#reason, options.weightOf);
  }

  /** Begins; answers come when the log has been read. */
  start(): void {
    this.#living = this.#live();
  }

  /** Throws ProblemError: LOG_UNAVAILABLE, LOG_FULL, STEPPED_DOWN, UPGRADE_NEEDED, LOG_DAMAGED, INTERNAL. */
  submit(org: OrgId, submission: Submission): Promise<Outcome> {
    return this.#desk.ask(org, (service, asker) => service.submit(org, submission, asker));
  }

  /**
   * What `read` finds in the org's state; it is answered once all of that is stored. A follower answers too, when it has
   * folded what is stored now. Same errors, and BrokerError.
   */
  look<T>(org: OrgId, read: (state: OrgState, position: number) => T): Promise<T> {
    const here = () => this.#desk.ask<T>(org, (service, asker) => service.look(org, read, asker));
    if (!this.#follower) return here();
    return this.#follower.look(org, read).then((answer) => (answer ? answer.found : here()));
  }

  /** For a guess whether it is worth asking; it may hold what is never stored. */
  guess(org: OrgId): OrgState | null {
    return this.#service ? (this.#orgs.get(org)?.state ?? null) : null;
  }

  /** Resolves when it writes or stands by for the first time. Rejects with what it cannot begin with: UPGRADE_NEEDED, LOG_DAMAGED. */
  begun = (): Promise<void> => this.#begun.promise;

  orgs = (): readonly OrgId[] => [...this.#orgs.keys()];

  /** Whether commits of it have been folded. */
  has = (org: OrgId): boolean => this.#orgs.has(org);

  /** Where this shard is written, here or elsewhere; null: nowhere at the moment. */
  writerAddress = (): string | null => this.#options.lease.holder()?.address ?? null;

  /** Called when what `guess` gives has changed by a decision of ours, before that is stored; returns how to stop that. */
  onFolded = (listener: (org: OrgId) => void): (() => void) => this.#folded.listen(listener);

  /** Called with every commit of ours when it is stored, in order; returns how to stop that. */
  onStored = (listener: (stored: Stored) => void): (() => void) => this.#stored.listen(listener);

  /** Called when writing begins, and again after whatever interrupted it. */
  onResumed = (listener: () => void): (() => void) => this.#resumed.listen(listener);

  /** Called when another one writes from now on: who waits here has to wait there. */
  onHandedOver = (listener: () => void): (() => void) => this.#handedOver.listen(listener);

  status(): { role: ShardRole; position: number; servingSince: Instant; reason: ProblemError | null } {
    const reason = this.#service ? this.#fault : this.#reason;
    return {
      role: this.#role,
      position: this.#service?.position() ?? this.#follower?.position() ?? 0,
      servingSince: this.#servingSince,
      reason,
    };
  }

  /** Answers what is decided, and lets the next one write; what comes later has to be asked there. */
  async retire(graceMs: number): Promise<void> {
    const service = this.#service;
    this.#rest('stopped', steppedDown());
    const until = Date.now() + graceMs;
    while (service && !service.isIdle() && Date.now() < until) await delay(2);
    this.#closing.abort();
    service?.end(this.#reason);
    this.#desk.shut(this.#reason); // what came back undecided is asked elsewhere too
    await this.#options.lease.giveUp();
  }

  /** Ends. Who still asks is told so. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#reason = new ProblemError('LOG_UNAVAILABLE', 'This orchestrator is stopping');
    this.#service?.end(this.#reason);
    this.#begun.reject(this.#reason);
    await this.#living;
    await this.#options.lease.close();
    this.#desk.close(this.#reason);
  }

  /** Follow, write, and again, until closed. */
  async #live(): Promise<void> {
    const { signal } = this.#closing;
    let folded: Folded | null = null;
    while (!signal.aborted) {
      try {
        folded = await this.#follow(folded ?? (await this.#load(signal)), signal);
        folded = await this.#write(folded, signal);
      } catch (thrown) {
        if (signal.aborted) break;
        folded = null;
        const reason = problemOf(thrown);
        this.#rest('recovering', reason);
        this.#options.logger.error({ err: thrown }, 'the shard cannot be written');
        if (lasting.has(reason.code)) break; // to go on as if nothing were would bury it
        await delay(500, undefined, { signal }).catch(() => {}); // aborted: the loop ends
      }
    }
    if (!signal.aborted) return this.#options.lease.giveUp();
    this.#role = 'stopped';
  }

  async #load(signal: AbortSignal): Promise<Folded> {
    const { broker, shard, lease, logger, snapshots } = this.#options;
    const show = () => this.#rest('starting', isElsewhere(lease) ? steppedDown() : beingRead());
    const stop = lease.onChange(show);
    show();
    try {
      const begun = performance.now();
      const position = await headPosition(broker, shard);
      const orgs = await loadOrgs(broker, shard, position, signal, snapshots);
      logger.info({ position, ms: Math.round(performance.now() - begun) }, 'the log has been read');
      return { orgs, position };
    } finally {
      stop();
    }
  }

  /** Until the lease is ours and everything is folded. */
  async #follow(from: Folded, signal: AbortSignal): Promise<Folded> {
    const { broker, shard, lease } = this.#options;
    const turn = new AbortController();
    const follower = new Follower(broker, shard, from);
    this.#orgs = from.orgs;
    this.#follower = follower;
    const watch = () => {
      this.#rest(...placeOf(lease));
      if (lease.isMine()) turn.abort();
      else if (lease.holder()) this.#begun.resolve();
    };
    const stop = lease.onChange(watch);
    try {
      await follower.follow(AbortSignal.any([signal, turn.signal]), () => {
        lease.seek();
        watch();
      });
      return await follower.handOver(signal);
    } finally {
      stop();
      follower.end();
      this.#follower = null;
    }
  }

  #write(folded: Folded, signal: AbortSignal): Promise<Folded | null> {
    const { broker, shard, home, logger, lease, factsOf, snapshots } = this.#options;
    return writeOn(folded, {
      ...{ broker, shard, home, logger, lease, signal, snapshots },
      factsOf: ({ org }, command, servingSince) => factsOf(org, command, servingSince),
      onServing: (service, orgs, servingSince) => this.#serve(service, orgs, servingSince),
      onInterrupted: (cause) => {
        this.#fault = cause instanceof BrokerError && cause.code === 'LOG_FULL' ? problemOf(cause) : null;
        this.#rest('recovering', problemOf(cause));
      },
      onFolded: (org) => this.#folded.send(org),
      onStored: ({ org, state }, events, position) => {
        this.#fault = null;
        this.#stored.send({ org, state, events, position });
        this.#desk.serve();
      },
    });
  }

  #serve(service: Service, orgs: Orgs, servingSince: Instant): void {
    if (this.#closing.signal.aborted) return service.end(this.#reason);
    this.#orgs = orgs;
    this.#servingSince = servingSince;
    this.#role = 'writer';
    this.#service = service;
    this.#begun.resolve();
    this.#desk.open(service);
    this.#resumed.send();
  }

  #rest(role: ShardRole, reason: ProblemError): void {
    const isHandedOver = reason.code === 'STEPPED_DOWN' && this.#reason.code !== 'STEPPED_DOWN';
    this.#role = role;
    this.#reason = reason;
    this.#service = null;
    this.#desk.shut(reason);
    if (isHandedOver) this.#handedOver.send();
    if (lasting.has(reason.code)) this.#begun.reject(reason);
  }
}

/** What needs a person: this process writes no more. */
const lasting: ReadonlySet<string> = new Set(['UPGRADE_NEEDED', 'LOG_DAMAGED']);

const beingRead = () => new ProblemError('LOG_UNAVAILABLE', 'The log is being read');
const steppedDown = () => new ProblemError('STEPPED_DOWN', 'Another orchestrator writes this shard');
const nobodyWrites = () => new ProblemError('LOG_UNAVAILABLE', 'Nobody writes this shard at the moment');

const isElsewhere = (lease: Lease): boolean => !lease.isMine() && lease.holder() !== null;

function placeOf(lease: Lease): [ShardRole, ProblemError] {
  if (lease.isMine()) return ['recovering', beingRead()];
  return ['standby', isElsewhere(lease) ? steppedDown() : nobodyWrites()];
}

function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError && thrown.code !== 'INTERNAL') return thrown;
  if (!(thrown instanceof BrokerError))
    return new ProblemError('LOG_UNAVAILABLE', 'The state is being rebuilt');
  return new ProblemError(lasting.has(thrown.code) ? thrown.code : 'LOG_UNAVAILABLE', thrown.message);
}
