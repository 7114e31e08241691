import type { AttemptId, Event } from '@headrace/events';
import type { PlacedCommit } from '../plan/plan.watch.ts';

/** Everything that was recorded since the home's beginning, and a way to wait for what is to come. */
export type DemoLog = {
  readonly commits: readonly PlacedCommit[];
  add(commit: PlacedCommit): void;
  /** Resolves with the first recorded event, past or to come, that satisfies. */
  event<E extends Event>(matches: (event: Event) => event is E): Promise<E>;
  /** Resolves when everything up to a position is in here. */
  reached(position: number): Promise<void>;
};

export function openDemoLog(): DemoLog {
  const commits: PlacedCommit[] = [];
  const waiting = new Set<(placed: PlacedCommit) => boolean>();
  const wait = (isDone: (placed: PlacedCommit) => boolean): void => {
    if (!commits.some(isDone)) waiting.add(isDone);
  };
  return {
    commits,
    add: (placed) => {
      commits.push(placed);
      for (const isDone of [...waiting]) if (isDone(placed)) waiting.delete(isDone);
    },
    event: <E extends Event>(matches: (event: Event) => event is E) =>
      new Promise<E>((resolve) =>
        wait(({ commit }) => {
          const found = commit.events.find(matches);
          if (found) resolve(found);
          return found !== undefined;
        }),
      ),
    reached: (wanted) =>
      new Promise((resolve) =>
        wait(({ position }) => {
          if (position >= wanted) resolve();
          return position >= wanted;
        }),
      ),
  };
}

/** The first attempt at a task whose lease was lost. */
export function lostAttempt({ commits }: Pick<DemoLog, 'commits'>, taskId: string): AttemptId | null {
  for (const { commit } of commits)
    for (const event of commit.events)
      if (event.type === 'ClaimExpired' && event.taskId === taskId) return event.attemptId;
  return null;
}
