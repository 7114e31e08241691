import { attemptsOn, runnerOf, why, type LiveRunner, type OrgState, type Why } from '@headrace/engine';
import { instantOf, type OrgId, type Place, type RunnerPresence, type TaskKey } from '@headrace/events';
import { ProblemError } from '../http/problem.ts';
import type { WhyAnswer } from './task.schema.ts';
import type { History } from '../shard/history.ts';
import type { Shard } from '../shard/shard.ts';

/** With what it cost. */
export type WhyOfThePast = Why & Required<Pick<WhyAnswer, 'asOf'>>;

export type RunnersAlive = (org: OrgId) => Promise<readonly RunnerPresence[]>;

/** Why a task stands where it stands. Throws TASK_NOT_FOUND. */
export class Reasons {
  readonly #shard: Pick<Shard, 'look'>;
  readonly #history: History;
  readonly #alive: RunnersAlive;

  constructor(shard: Pick<Shard, 'look'>, history: History, alive: RunnersAlive) {
    this.#shard = shard;
    this.#history = history;
    this.#alive = alive;
  }

  async now(org: OrgId, key: TaskKey): Promise<Why> {
    // who is alive only adds to the answer; it is given without that too
    const alive = await this.#alive(org).catch(() => []);
    const answer = await this.#shard.look(org, (state) =>
      why(state, key, instantOf(Date.now()), liveRunners(state, alive)),
    );
    return answer ?? unknown(key);
  }

  /** At a position of the past, where nobody knows who was alive. */
  async at(org: OrgId, key: TaskKey, place: Place, signal: AbortSignal): Promise<WhyOfThePast> {
    const position = this.#history.positionOf(place);
    const begun = performance.now();
    const { state, at, commits } = await this.#history.at(org, position, signal);
    const answer = why(state, key, at, null) ?? unknown(key);
    return { ...answer, asOf: { position, at, commits, ms: Math.round(performance.now() - begun) } };
  }
}

export function liveRunners(state: OrgState, alive: readonly RunnerPresence[]): LiveRunner[] {
  return alive.flatMap(({ runnerId }) => {
    const runner = runnerOf(state, runnerId);
    if (!runner || runner.draining) return [];
    const { roles, agents, labels, slots } = runner.offer;
    const freeSlots = Math.max(0, slots - attemptsOn(state, runnerId).length);
    return [{ runnerId, roles, agents, labels, freeSlots }];
  });
}

export function unknown(key: TaskKey): never {
  throw new ProblemError('TASK_NOT_FOUND', `No task ${key}`, { path: 'key' });
}
