import type { OrgState } from '@headrace/engine';
import { instantOf, type Commit, type Instant, type OrgId } from '@headrace/events';
import {
  BrokerError,
  headPosition,
  openShardWriter,
  readCommitAt,
  type Broker,
  type ShardWriter,
} from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ProblemError } from '../http/problem.ts';
import type { FactsOf } from './decision.ts';
import type { HostedOrg } from './hosted.org.ts';
import { Desk } from './desk.ts';
import { loadOrgs } from './load.ts';
import { Service, type Orgs } from './service.ts';
import type { Outcome, Submission } from './submission.ts';
import type { WeightOf } from './turns.ts';

export type Stored = {
  readonly org: OrgId;
  readonly state: OrgState;
  readonly commit: Commit;
  readonly position: number;
};

export type ShardOptions = {
  readonly broker: Broker;
  readonly shard: string;
  readonly logger: Logger;
  /** How often an org's turn comes, beside that of others; 1 where it is not said. */
  readonly weightOf?: WeightOf;
  readonly factsOf: (
    org: OrgId,
    command: Submission['command'],
    servingSince: Instant,
  ) => ReturnType<FactsOf>;
  /** Whether another orchestrator that is alive writes this shard. */
  readonly isLedElsewhere: () => Promise<boolean>;
};

export type ShardRole = 'starting' | 'writer' | 'recovering' | 'standby' | 'stopped';

/** The writer of a shard: it decides for every org of it, one command after the other. */
export class Shard {
  readonly #options: ShardOptions;
  readonly #desk: Desk;
  readonly #closing = new AbortController();
  readonly #begun = createDecision();
  readonly #listeners = new Set<(stored: Stored) => void>();
  readonly #resumed = new Set<() => void>();
  #role: ShardRole = 'starting';
  #orgs: Orgs = new Map();
  #service: Service | null = null;
  #servingSince: Instant = instantOf(0);
  #reason = new ProblemError('LOG_UNAVAILABLE', 'The log is being read');
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

  /** What `read` finds in the org's state; it is answered once all of that is stored. Same errors. */
  look<T>(org: OrgId, read: (state: OrgState, position: number) => T): Promise<T> {
    return this.#desk.ask<T>(org, (service, asker) => service.look(org, read, asker));
  }

  /** For a guess whether it is worth asking; it may hold what is never stored. */
  guess(org: OrgId): OrgState | null {
    return this.#service ? (this.#orgs.get(org)?.state ?? null) : null;
  }

  /** Resolves when it writes or stands by for the first time. Rejects with what it cannot begin with: UPGRADE_NEEDED, LOG_DAMAGED. */
  begun = (): Promise<void> => this.#begun.promise;

  orgs = (): readonly OrgId[] => [...this.#orgs.keys()];

  /** Called with every commit of ours when it is stored, in order; returns how to stop that. */
  onStored(listener: (stored: Stored) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Called when writing begins again after whatever it was. */
  onResumed(listener: () => void): () => void {
    this.#resumed.add(listener);
    return () => void this.#resumed.delete(listener);
  }

  status(): { role: ShardRole; position: number; servingSince: Instant; reason: ProblemError | null } {
    const reason = this.#service ? null : this.#reason;
    return {
      role: this.#role,
      position: this.#service?.position() ?? 0,
      servingSince: this.#servingSince,
      reason,
    };
  }

  /** Answers what is under way, and ends. */
  async close(graceMs: number): Promise<void> {
    const until = Date.now() + graceMs;
    while (this.#service && !this.#service.isIdle() && Date.now() < until) await delay(5);
    this.#closing.abort();
    this.#reason = new ProblemError('LOG_UNAVAILABLE', 'This orchestrator is stopping');
    this.#service?.end(this.#reason);
    this.#begun.reject(this.#reason);
    await this.#living;
    this.#desk.close(this.#reason);
  }

  /** Stand by, lead, and again, until closed. */
  async #live(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        if (await this.#options.isLedElsewhere()) this.#rest('standby', steppedDown());
        else await this.#lead(signal);
      } catch (thrown) {
        if (signal.aborted) break;
        const reason = problemOf(thrown);
        this.#rest('recovering', reason);
        this.#options.logger.error({ err: thrown }, 'the shard cannot be written');
        if (lasting.has(reason.code)) break; // to go on as if nothing were would bury it
      }
      await delay(500, undefined, { signal }).catch(() => {}); // aborted: the loop ends
    }
    this.#role = 'stopped';
  }

  /** Until somebody else has written. */
  async #lead(signal: AbortSignal): Promise<void> {
    const { broker, shard, logger } = this.#options;
    this.#rest('starting', new ProblemError('LOG_UNAVAILABLE', 'The log is being read'));
    const begun = performance.now();
    const head = await headPosition(broker, shard);
    this.#orgs = await loadOrgs(broker, shard, head, signal);
    logger.info({ position: head, ms: Math.round(performance.now() - begun) }, 'the log has been read');
    this.#servingSince = instantOf(Date.now());
    const writer = await openShardWriter(broker, { shard, at: head });
    try {
      await this.#write(writer, signal);
    } finally {
      writer.close();
    }
  }

  async #write(writer: ShardWriter, signal: AbortSignal): Promise<void> {
    const { broker, shard, logger } = this.#options;
    let isFull = false;
    while (!signal.aborted) {
      const { service, cause } = await this.#serve(writer, isFull);
      if (signal.aborted) return;
      isFull = codeOf(cause) === 'LOG_FULL';
      this.#rest('recovering', problemOf(cause));
      logger.warn({ cause: cause.message }, 'writing was interrupted');
      const tail = await writer.recover(signal);
      const { position, landed, lost } = tail;
      logger.info({ position, landed: landed.size, lost: lost.length }, 'the tail has been read');
      if (tail.steppedDown) return this.#rest('standby', steppedDown());
      // only we have written, so the same position means that all of what was in doubt has landed
      if (service.isBroken() || position !== service.position()) {
        this.#orgs = await loadOrgs(broker, shard, position, signal);
      }
      if (!isFull) this.#servingSince = instantOf(Date.now());
    }
  }

  /** Resolves when it has ended. */
  #serve(writer: ShardWriter, isCareful: boolean): Promise<{ service: Service; cause: Error }> {
    const { broker, shard, factsOf } = this.#options;
    return new Promise((resolve) => {
      const service = new Service({
        shard,
        writer,
        isCareful,
        orgs: this.#orgs,
        factsOf: (hosted, command) => factsOf(hosted.org, command, this.#servingSince),
        commitAt: async (position) => (await stored(broker, shard, position)).commit,
        onStored: (hosted, commit, position) => this.#announce(hosted, commit, position),
        onEnd: (cause) => {
          stopListening();
          this.#service = null;
          resolve({ service, cause });
        },
      });
      const stopListening = broker.onStatus((status) => {
        if (status === 'lost') service.end(new BrokerError('LOG_UNAVAILABLE', 'The nats-server is away'));
      });
      this.#resume(service);
    });
  }

  #resume(service: Service): void {
    this.#role = 'writer';
    this.#service = service;
    this.#begun.resolve();
    this.#desk.open(service);
    for (const listener of this.#resumed) listener();
  }

  #rest(role: ShardRole, reason: ProblemError): void {
    this.#role = role;
    this.#reason = reason;
    this.#service = null;
    this.#desk.shut(reason);
    if (role === 'standby') this.#begun.resolve();
    else if (lasting.has(reason.code)) this.#begun.reject(reason);
  }

  #announce({ org, state }: HostedOrg, commit: Commit, position: number): void {
    for (const listener of this.#listeners) listener({ org, state, commit, position });
    this.#desk.serve();
  }
}

/** A promise that is settled from outside, once. */
function createDecision() {
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined); // told to who waits for it
  return { promise, ...settle! };
}

/** What needs a person: this process writes no more. */
const lasting: ReadonlySet<string> = new Set(['UPGRADE_NEEDED', 'LOG_DAMAGED']);

const steppedDown = () => new ProblemError('STEPPED_DOWN', 'Another orchestrator writes this shard');

function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError && thrown.code !== 'INTERNAL') return thrown;
  if (!(thrown instanceof BrokerError))
    return new ProblemError('LOG_UNAVAILABLE', 'The state is being rebuilt');
  return new ProblemError(lasting.has(thrown.code) ? thrown.code : 'LOG_UNAVAILABLE', thrown.message);
}

const codeOf = (cause: Error): string => (cause instanceof BrokerError ? cause.code : '');

async function stored(broker: Broker, shard: string, position: number) {
  const found = await readCommitAt(broker, shard, position);
  if (!found) throw new ProblemError('LOG_DAMAGED', `#${position} is not in the log any more`);
  return found;
}
