import { createOrg, type OrgState } from '@headrace/engine';
import {
  fail,
  instantOf,
  later,
  ok,
  subjectOf,
  type Actor,
  type CommandId,
  type Commit,
  type Decided,
  type Event,
  type OrgId,
} from '@headrace/events';
import { AppendError, type ShardWriter } from '@headrace/events/jetstream';
import { ProblemError } from '../http/problem.ts';
import { Batch } from './batch.ts';
import { decideNext, type Decision, type FactsOf, type Recorded } from './decision.ts';
import { faultPoint } from './fault.point.ts';
import { createFlights, type Follower } from './flights.ts';
import { foldDecided, hostOrg, type HostedOrg } from './hosted.org.ts';
import { answerAgain } from './repetition.ts';
import type { Outcome, Submission } from './submission.ts';

export type Orgs = Map<OrgId, HostedOrg>;

/** Who is waiting for an answer. `again`: it has to be asked anew, of the service that comes next. */
export type Asker<T> = {
  answer(value: T): void;
  fail(error: ProblemError): void;
  again(): void;
};

/** Whether an org may begin here. */
export type Home = {
  /** Whether its record says so; false also where none has been read yet. */
  isOurs(org: OrgId): boolean;
  /** Makes or reads its record. Rejects with STEPPED_DOWN where it lives in another shard, and LOG_UNAVAILABLE. */
  settle(org: OrgId): Promise<void>;
};

export type ServiceOptions = {
  readonly shard: string;
  readonly home: Home;
  readonly orgs: Orgs;
  readonly writer: Pick<ShardWriter, 'append' | 'position' | 'capacity'>;
  /** The log had no room: one commit at a time, folded only when it is stored. */
  readonly isCareful: boolean;
  readonly factsOf: FactsOf;
  readonly commitAt: (position: number) => Promise<Commit>;
  /** The state has changed; what it says may never be stored. */
  readonly onFolded: (org: OrgId) => void;
  readonly onStored: (hosted: HostedOrg, events: readonly Event[], position: number) => void;
  /** Once, with the first thing that goes wrong; this service is over then. */
  readonly onEnd: (cause: Error) => void;
};

/** Commits that are not acknowledged. */
const MAX_UNDER_WAY = 512;
/** What comes while so many are under way waits, and is then recorded together. */
const BUSY = 16;

/** One stretch of undisturbed writing. State is folded ahead of the acknowledgement; nobody is answered before it. */
export class Service {
  readonly #options: ServiceOptions;
  readonly #flights = createFlights();
  /** Takes decisions until it is flushed; the last of the flights. */
  #batch: Batch | null = null;
  #position: number;
  #isOver = false;
  #isBroken = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#position = options.writer.position();
  }

  /** The last position that the state is folded up to. */
  position = (): number => this.#position;

  /** Whether a commit was folded by half. */
  isBroken = (): boolean => this.#isBroken;

  isIdle = (): boolean => this.#flights.size() === 0;

  canTake(): boolean {
    if (this.#isOver) return false;
    const { isCareful, writer } = this.#options;
    if (isCareful) return this.isIdle();
    return this.#flights.size() < (this.#batch ? MAX_UNDER_WAY : Math.min(BUSY, writer.capacity()));
  }

  submit(org: OrgId, submission: Submission, asker: Asker<Outcome>): void {
    const hosted = this.#options.orgs.get(org) ?? hostOrg(org);
    const known = hosted.window.positionOf(submission.id);
    if (known !== null) return this.#follow(asker, () => void this.#repeat(submission, known, asker));
    const decision = this.#decide(hosted, submission, asker);
    if (!decision) return;
    const { id } = submission;
    if (decision.kind === 'refused') return this.#follow(asker, () => asker.answer(fail(decision.refusal)));
    if (decision.kind === 'unchanged') {
      return this.#follow(asker, () => asker.answer(ok({ id, position: null, events: [] })));
    }
    if (hosted.rev === 0 && !this.#options.home.isOurs(org)) return this.#settle(org, asker);
    if (hosted.rev === 0 && submission.command.type !== 'CreateOrg') return this.#create(hosted, asker);
    const { events } = decision;
    this.#record(hosted, decision, asker, (position) => asker.answer(ok({ id, position, events })));
  }

  /** Sends what has been decided since the last time, as one commit. */
  flush(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = null;
    const { hosted, subject, position } = batch.place;
    const { isCareful, writer, onStored } = this.#options;
    const { bytes, digest } = batch.encode();
    if (!isCareful) hosted.head = digest;
    writer.append(subject, bytes, batch.headers()).then(
      () => {
        faultPoint('acknowledged');
        if (this.#isOver) return;
        if (isCareful) hosted.head = digest;
        this.#flights.land();
        faultPoint('answered');
        onStored(hosted, batch.events(), position);
        faultPoint('announced');
      },
      (cause: Error) => this.end(cause),
    );
    faultPoint('sent');
  }

  /** What the state says, once all that it is made of is stored. */
  look<T>(org: OrgId, read: (state: OrgState, position: number) => T, asker: Asker<T>): void {
    try {
      const value = read(this.#options.orgs.get(org)?.state ?? createOrg(org), this.#position);
      this.#follow(asker, () => asker.answer(value));
    } catch (thrown) {
      asker.fail(faultOf(thrown));
    }
  }

  /** Ends it from outside: the broker is gone, or we are. */
  end(cause: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#batch = null;
    this.#flights.drop(cause);
    this.#options.onEnd(cause);
  }

  #decide(hosted: HostedOrg, submission: Submission, asker: Asker<Outcome>): Decision | null {
    try {
      const batch = this.#batch?.place;
      const at = batch?.hosted === hosted ? batch.at : later(instantOf(Date.now()), hosted.at);
      return decideNext(hosted, submission, { at, facts: this.#options.factsOf(hosted, submission.command) });
    } catch (thrown) {
      asker.fail(faultOf(thrown));
      return null;
    }
  }

  /** Before its first commit, or it might begin in another shard too. */
  #settle(org: OrgId, asker: Asker<Outcome>): void {
    this.#options.home.settle(org).then(
      () => asker.again(),
      (thrown: unknown) => asker.fail(thrown instanceof ProblemError ? thrown : faultOf(thrown)),
    );
  }

  /** An org begins with its first commit; what was asked is decided after that. */
  #create(hosted: HostedOrg, asker: Asker<Outcome>): void {
    const id = `create-org-${hosted.org}` as CommandId;
    const sender = { actor: 'system:orchestrator' as Actor };
    const creation = this.#decide(hosted, { id, command: { type: 'CreateOrg' }, sender }, asker);
    if (creation?.kind === 'recorded') this.#record(hosted, creation, asker, () => asker.again());
    else if (creation) asker.fail(faultOf(new Error(`CreateOrg was ${creation.kind}`)));
  }

  #record(
    hosted: HostedOrg,
    decision: Recorded,
    asker: Asker<Outcome>,
    stored: (position: number) => void,
  ): void {
    faultPoint('decided');
    const batch = this.#batchFor(hosted, decision);
    const isFirst = batch.decided().length === 0;
    const decided = batch.add(decision);
    const { isCareful } = this.#options;
    const isFolded = () => this.#folded(() => this.#fold(batch, decided), asker);
    if (!isCareful && !isFolded()) return;
    faultPoint('folded');
    const follower: Follower = {
      settled: () => {
        if (!isCareful || isFolded()) stored(batch.place.position);
      },
      dropped: (cause) => this.#dropped(asker, cause),
    };
    if (isFirst) this.#flights.add(follower);
    else this.#flights.follow(follower);
    if (isCareful) this.flush();
  }

  #batchFor(hosted: HostedOrg, decision: Recorded): Batch {
    const subject = subjectOf(this.#options.shard, { org: hosted.org, events: decision.events });
    if (this.#batch?.takes({ hosted, subject }, decision)) return this.#batch;
    this.flush();
    this.#batch = new Batch({ hosted, subject, at: decision.at, position: this.#position + 1 });
    return this.#batch;
  }

  #fold({ head: { rev, at }, place: { hosted, position } }: Batch, decided: Decided): void {
    this.#position = position;
    this.#options.orgs.set(hosted.org, hosted);
    hosted.rev = rev;
    hosted.at = at;
    foldDecided(hosted, decided, position);
    this.#options.onFolded(hosted.org);
  }

  /** A fold that breaks leaves half of a commit behind, so the state has to go. */
  #folded(fold: () => void, asker: Asker<Outcome>): boolean {
    try {
      fold();
      return true;
    } catch (thrown) {
      this.#isBroken = true;
      asker.fail(faultOf(thrown));
      this.end(thrown as Error);
      return false;
    }
  }

  /** With a full log there is no use in asking again; in every other case the next service finds out what became of it. */
  #dropped(asker: Asker<Outcome>, cause: Error): void {
    const isFull = cause instanceof AppendError && cause.code === 'LOG_FULL';
    if (isFull && this.#options.isCareful) asker.fail(new ProblemError('LOG_FULL', cause.message));
    else asker.again();
  }

  #follow<T>(asker: Asker<T>, settled: () => void): void {
    const follower: Follower = { settled, dropped: () => asker.again() };
    this.#flights.follow(follower);
  }

  async #repeat(submission: Submission, position: number, asker: Asker<Outcome>): Promise<void> {
    try {
      asker.answer(answerAgain(submission, await this.#options.commitAt(position), position));
    } catch (thrown) {
      asker.fail(thrown instanceof ProblemError ? thrown : faultOf(thrown));
    }
  }
}

/** A bug of ours; its text goes to the log of this process, not to the client. */
const faultOf = (thrown: unknown): ProblemError => {
  const fault = new ProblemError('INTERNAL', 'The command could not be decided');
  fault.cause = thrown;
  return fault;
};
