import { attemptOf, changeOf, runnerOf, type OrgState } from '@headrace/engine';
import {
  instantOf,
  type Control,
  type EventType,
  type Heartbeat,
  type Instant,
  type OrgId,
  type RunnerId,
  type RunnerPresence,
} from '@headrace/events';
import { createBell, type Bell } from '../http/bell.ts';
import { ProblemError } from '../http/problem.ts';
import type { Frame } from '../http/sse.ts';
import type { Shard, Stored } from '../shard/shard.ts';
import { controlsFor, type Held } from './control.ts';
import type { LifeSigns } from './life.signs.ts';

/** What one that holds nothing says of itself. */
export type Idle = Pick<Heartbeat, 'load' | 'sandbox'>;

/** Never rejects. */
export type KeepPresence = (presence: RunnerPresence) => Promise<void>;

/** After these, a runner may have to be told something. */
const telling: ReadonlySet<EventType> = new Set<EventType>([
  ...(['AttemptCancelled', 'AttemptsStopped', 'ClaimExpired', 'TasksCancelled', 'TaskClaimed'] as const),
  ...(['LandingVoided', 'LandingClaimed', 'ChangeSentBack', 'RunnerDraining', 'RunnerRegistered'] as const),
]);

/** A proxy or a client may drop a line that is silent for a minute. */
const PULSE_MS = 45_000;

/** Only heartbeats say what a runner holds no more; of one that never sends any, no more than this is remembered. */
const MOST_HELD = 1000;

/** What runners hold, whether they are alive, and what they have to be told. */
export class Runners {
  readonly #shard: Shard;
  readonly #signs: LifeSigns;
  readonly #keep: KeepPresence;
  /** By org and runner. */
  readonly #held = new Map<string, Held>();
  readonly #startedAt = new Map<string, Instant>();
  readonly #bells = new Map<string, Set<Bell>>();

  constructor(shard: Shard, signs: LifeSigns, keep: KeepPresence) {
    this.#shard = shard;
    this.#signs = signs;
    this.#keep = keep;
    shard.onStored((stored) => this.#noticed(stored));
  }

  /** A runner registers when it starts. */
  started(org: OrgId, runnerId: RunnerId, at: Instant): void {
    this.#startedAt.set(keyOf(org, runnerId), at);
  }

  /** Answers all that the runner has to stop, until it says that it has. Throws RUNNER_NOT_FOUND. */
  async beat(org: OrgId, runnerId: RunnerId, beat: Heartbeat): Promise<readonly Control[]> {
    const { controls, kept } = await this.#heard(org, runnerId, beat);
    await kept;
    return controls;
  }

  /** The same of one that holds nothing, without waiting until others see it. Throws RUNNER_NOT_FOUND. */
  async idle(org: OrgId, runnerId: RunnerId, says: Idle): Promise<readonly Control[]> {
    const beat = { ...says, busy: 0, ...nothing };
    return (await this.#heard(org, runnerId, beat)).controls;
  }

  async #heard(org: OrgId, runnerId: RunnerId, beat: Heartbeat) {
    const at = instantOf(Date.now());
    // before anything that may fail: the runner is alive whatever the log is
    for (const { attemptId, fence } of beat.attempts) this.#signs.seen(org, attemptId, fence, at);
    for (const { changeId, fence } of beat.landings) this.#signs.seen(org, changeId, fence, at);
    const { controls, runner } = await this.#shard.look(org, (state) => {
      const held = heldAfter(state, runnerId, this.#held.get(keyOf(org, runnerId)), beat);
      this.#held.set(keyOf(org, runnerId), held);
      return { controls: controlsFor(state, runnerId, beat), runner: runnerOf(state, runnerId) };
    });
    if (!runner) throw unknown(runnerId);
    const { version, host, offer } = runner;
    const startedAt = this.#startedAt.get(keyOf(org, runnerId)) ?? at;
    this.started(org, runnerId, startedAt);
    const what = { kind: 'runner', org, runnerId, version, host, startedAt, lastSeenAt: at } as const;
    return { controls, kept: this.#keep({ ...what, ...beat, slots: offer.slots }) };
  }

  /** Throws RUNNER_NOT_FOUND. */
  async known(org: OrgId, runnerId: RunnerId): Promise<void> {
    if (!(await this.#shard.look(org, (state) => runnerOf(state, runnerId) !== null)))
      throw unknown(runnerId);
  }

  /** What a runner has to be told, as soon as that is so; ends when it is gone. */
  async *controls(org: OrgId, runnerId: RunnerId, gone: AbortSignal): AsyncGenerator<Frame> {
    const bell = createBell();
    const moved = new AbortController();
    const stop = this.#shard.onHandedOver(() => moved.abort()); // the next writer knows what it has to be told
    const bells = this.#bells.get(keyOf(org, runnerId)) ?? new Set();
    this.#bells.set(keyOf(org, runnerId), bells.add(bell));
    try {
      yield* this.#told(org, runnerId, bell, AbortSignal.any([gone, moved.signal]));
    } finally {
      stop();
      bells.delete(bell);
      if (bells.size === 0) this.#bells.delete(keyOf(org, runnerId));
    }
  }

  /** Each thing once, for as long as it lasts. */
  async *#told(org: OrgId, runnerId: RunnerId, bell: Bell, gone: AbortSignal): AsyncGenerator<Frame> {
    let told: readonly string[] = [];
    while (!gone.aborted) {
      const { position, texts } = await this.#tellings(org, runnerId);
      const news = texts.filter((text) => !told.includes(text));
      yield* news.map((data) => ({ id: String(position), data }));
      if (news.length === 0) yield 'pulse';
      told = texts;
      await bell.wait(PULSE_MS, gone);
    }
  }

  #tellings(org: OrgId, runnerId: RunnerId): Promise<{ position: number; texts: string[] }> {
    const held = this.#held.get(keyOf(org, runnerId)) ?? nothing;
    return this.#shard.look(org, (state, position) => {
      return {
        position,
        texts: controlsFor(state, runnerId, held).map((control) => JSON.stringify(control)),
      };
    });
  }

  /** A claim is held from its commit on: the runner's next heartbeat may come later than a cancel. */
  #noticed({ org, events }: Stored): void {
    if (!events.some(({ type }) => telling.has(type))) return;
    for (const event of events) {
      if (event.type === 'TaskClaimed') this.#hold(org, event.runnerId, { attempts: [event], landings: [] });
      if (event.type === 'LandingClaimed')
        this.#hold(org, event.runnerId, { attempts: [], landings: [event] });
    }
    for (const [key, bells] of this.#bells)
      if (key.startsWith(`${org}/`)) for (const { ring } of bells) ring();
  }

  #hold(org: OrgId, runnerId: RunnerId, more: Held): void {
    const key = keyOf(org, runnerId);
    const { attempts, landings } = this.#held.get(key) ?? nothing;
    const newAttempts = more.attempts.map(({ attemptId, fence }) => ({ attemptId, fence }));
    const newLandings = more.landings.map(({ changeId, fence }) => ({ changeId, fence }));
    this.#held.set(key, {
      attempts: [...attempts, ...newAttempts].slice(-MOST_HELD),
      landings: [...landings, ...newLandings].slice(-MOST_HELD),
    });
  }
}

const nothing = { attempts: [], landings: [] } satisfies Held;
const keyOf = (org: OrgId, runnerId: RunnerId): string => `${org}/${runnerId}`;
const unknown = (runnerId: RunnerId) =>
  new ProblemError('RUNNER_NOT_FOUND', `No runner ${runnerId} is registered`, { path: 'id' });

/** What the runner says, and what it was given that it may not know of yet. */
function heldAfter(state: OrgState, runnerId: RunnerId, before: Held | undefined, beat: Held): Held {
  const attempts = (before?.attempts ?? []).filter(
    ({ attemptId }) =>
      attemptOf(state, attemptId)?.runnerId === runnerId &&
      !beat.attempts.some((attempt) => attempt.attemptId === attemptId),
  );
  const landings = (before?.landings ?? []).filter(
    ({ changeId, fence }) =>
      changeOf(state, changeId)?.landing?.runnerId === runnerId &&
      !beat.landings.some((landing) => landing.changeId === changeId && landing.fence === fence),
  );
  return { attempts: [...beat.attempts, ...attempts], landings: [...beat.landings, ...landings] };
}
