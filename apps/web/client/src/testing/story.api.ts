import type { Reason, Why } from '@headrace/engine';
import {
  densityOf,
  partsOf,
  waitingOf,
  type CommandAnswer,
  type CommandRequest,
  type Instant,
  type LiveRunner,
  type PlanId,
  type RecordedCommit,
  type TaskKey,
} from '@headrace/events';
import { faultOf, Trouble, type Api } from '../live/api.ts';
import type { Feed, FeedListener } from '../live/feed.ts';
import { countStates } from '../live/records.fold.ts';
import { createRecords } from '../live/records.store.svelte.ts';
import { graphOf, missingNeeds } from '../plan/plan.graph.ts';
import { liveRunners } from '../runner/runner.slots.ts';
import { momentsOf } from '../shell/time.axis.ts';
import { timeWord } from '../words/time.words.ts';
import { isAtWork } from '../task/task.words.ts';
import { firstWords } from '../task/why.words.ts';
import { diffText, sessionLines } from './story.text.ts';

export type StoryServer = {
  readonly api: Api;
  readonly feed: Feed;
  /** Commits that the page gets as they happen. */
  tell(commits: readonly RecordedCommit[]): void;
  /** Loses the connection of every page. */
  hangUp(): void;
  /** What pages have sent, in order. */
  readonly sent: CommandRequest[];
};

/** A web server made of recorded commits: answers like the real one, from the same folds. */
export function storyServer(commits: readonly RecordedCommit[], now: number): StoryServer {
  const log = [...commits];
  const records = createRecords();
  for (const commit of log) records.fold(commit);
  const sent: CommandRequest[] = [];
  const listeners = new Set<FeedListener>();
  const end = () => log.at(-1)?.position ?? 0;

  function tell(more: readonly RecordedCommit[]): void {
    for (const commit of more) {
      log.push(commit);
      records.fold(commit);
      for (const listener of listeners) listener.commit(commit);
    }
  }

  const feed: Feed = {
    open(after, listener) {
      listeners.add(listener);
      queueMicrotask(() => {
        listener.opened();
        for (const commit of log) if (commit.position > after) listener.commit(commit);
      });
      return { close: () => void listeners.delete(listener) };
    },
  };

  const ofPlan = <T extends { readonly planId: PlanId }>(views: Iterable<T>, planId: PlanId) =>
    [...views].filter((view) => view.planId === planId);

  const api: Api = {
    signIn: (proof) =>
      'token' in proof && proof.token === 'wrong'
        ? Promise.reject(
            new Trouble(
              faultOf('TOKEN_INVALID', 401, 'The token is not one of ours', 'Read the token file again.'),
            ),
          )
        : Promise.resolve(),
    signOut: () => Promise.resolve(),
    state: () =>
      Promise.resolve({
        ...{ org: log[0]!.commit.org, shard: 'main', position: end(), head: end(), lag: 0, lastChange: null },
        plans: [...records.plans.values()].map((plan) => ({
          ...plan,
          counts: countStates(ofPlan(records.tasks.values(), plan.planId)),
          whole: true,
        })),
        tasks: [...records.tasks.values()],
        changes: [...records.changes.values()],
        repos: [...records.repos.values()],
        orgs: [...records.orgs.values()],
        runners: presentRunners(now),
        waiting: waitingOf(records.tasks.values(), records.changes.values()),
      }),
    plan: (planId) => {
      const plan = records.plans.get(planId);
      if (!plan)
        return Promise.reject(
          new Trouble(
            faultOf('PLAN_NOT_FOUND', 404, 'There is no such plan', '`headrace plan status` lists them.'),
          ),
        );
      return Promise.resolve({
        ...{ position: end(), plan, tasks: ofPlan(records.tasks.values(), planId) },
        attempts: ofPlan(records.attempts.values(), planId),
        gates: [...records.gates.values()].flat().filter((gate) => gate.planId === planId),
        changes: ofPlan(records.changes.values(), planId),
      });
    },
    density: () => Promise.resolve(densityOf(log.flatMap(momentsOf), new Date(now).toISOString() as Instant)),
    why: (key) => Promise.resolve(whyOf(key)),
    events: ({ before = Infinity, limit, key }) => {
      const fits = ({ commit }: RecordedCommit) =>
        key === undefined ||
        momentsOf({ commit } as RecordedCommit).some(({ keys }) => keys.some((name) => name === key));
      const older = log.filter((commit) => commit.position < before && fits(commit)).reverse();
      const items = older.slice(0, limit);
      return Promise.resolve({
        items,
        next: older.length > limit ? (items.at(-1)?.position ?? null) : null,
        head: end(),
      });
    },
    commit: (position) => {
      const found = log.find((commit) => commit.position === position);
      if (found) return Promise.resolve(found);
      return Promise.reject(
        new Trouble(faultOf('EVENT_NOT_FOUND', 404, 'No commit stands there', 'See /events.')),
      );
    },
    diff: (changeId) => Promise.resolve(diffText(partsOf(changeId).taskId)),
    evidence: () => Promise.resolve('--- FAIL: TestDeepCopy (0.01s)\n214 passed, 1 failed\n'),
    log: (_, before, limit) => {
      const until = before ?? sessionLines.length;
      const from = Math.max(0, until - limit);
      return Promise.resolve({ from, lines: sessionLines.slice(from, until), total: sessionLines.length });
    },
    followLog: () => ({ close: () => undefined }),
    send: (requests) => {
      sent.push(...requests);
      return Promise.resolve(
        requests.map((): CommandAnswer => ({ ok: true, id: 'c', position: end(), events: [] })),
      );
    },
    schedule: () => Promise.resolve({ planId: 'tmc' as PlanId, key: 'tmc.01' as TaskKey, position: end() }),
  };

  function presentRunners(at: number): readonly LiveRunner[] {
    const busy = (runnerId: string) =>
      [...records.tasks.values()].filter((task) => task.runnerId === runnerId && isAtWork(task.state)).length;
    return liveRunners(records.runners.values(), new Map()).map((runner) => ({
      ...runner,
      alive: runner.runnerId !== 'par-build-1',
      presence: {
        ...{
          kind: 'runner',
          org: log[0]!.commit.org,
          runnerId: runner.runnerId,
          version: runner.version,
          host: runner.host,
        },
        lastSeenAt: new Date(
          at - (runner.runnerId === 'par-build-1' ? 640_000 : 2000 + runner.slots * 100),
        ).toISOString() as Instant,
        startedAt: new Date(at - 20_000_000).toISOString() as Instant,
        ...{
          slots: runner.slots,
          busy: busy(runner.runnerId),
          attempts: [],
          landings: [],
          load: 1.2,
          sandbox: 'L1',
        },
      },
    }));
  }

  /** As the engine would say it, for what the pictures show; the records' own words for the rest. */
  function whyOf(key: TaskKey): Why {
    const task = records.tasks.get(key)!;
    const graph = graphOf(ofPlan(records.tasks.values(), task.planId));
    const reasons = missingNeeds(task, graph.byKey).map((need): Reason => {
      const needed = graph.byKey.get(`${task.planId}.${need}` as TaskKey)!;
      const text =
        needed.state === 'reviewing' ? `${need} waits for your review` : `${need} is ${needed.state}`;
      return { kind: 'need', text, data: {}, proof: [{ position: needed.position, index: 0 }], change: '' };
    });
    const verdict =
      task.state === 'blocked' && reasons.length > 0
        ? `Blocked by ${reasons.length === 1 ? 'one need' : `${reasons.length} needs`}.`
        : firstWords(task, graph).verdict;
    const own: Reason = {
      kind: 'attempt',
      text: `So since ${timeWord(task.since, now)}.`,
      data: {},
      proof: [{ position: task.position, index: 0 }],
      change: '',
    };
    return {
      key,
      status: task.state,
      held: null,
      verdict: 'waiting',
      summary: verdict,
      reasons: reasons.length > 0 ? reasons : [own],
    };
  }

  return {
    api,
    feed,
    sent,
    tell,
    hangUp: () => {
      const open = [...listeners];
      listeners.clear();
      for (const listener of open) listener.lost('connection');
    },
  };
}
