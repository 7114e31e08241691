import {
  tasksOf,
  type PlanId,
  type ProblemDocument,
  type RecordedCommit,
  type TaskKey,
} from '@headrace/events';
import { problemIn, type Api } from '../live/api.ts';
import type { Live } from '../live/live.store.svelte.ts';

export type History = ReturnType<typeof createHistory>;

const PAGE = 100;

/** Commits from the newest back, those that come in on top; of all, or of one plan or task. */
export function createHistory(api: Api, live: Live, key: PlanId | TaskKey | null = null) {
  let older = $state.raw<readonly RecordedCommit[]>([]);
  let next = $state<number | null>(null);
  let isLoading = $state(true);
  let problem = $state.raw<ProblemDocument | null>(null);
  const since = live.position;

  const fresh = $derived(
    live.commits.filter((commit) => commit.position > since && isOf(commit, key)).toReversed(),
  );
  const commits = $derived([...fresh, ...older]);

  async function more(): Promise<void> {
    isLoading = true;
    try {
      const page = await api.events({ before: next ?? since + 1, limit: PAGE, key: key ?? undefined });
      older = [...older, ...page.items];
      [next, problem] = [page.next, null];
    } catch (error) {
      problem = problemIn(error);
    } finally {
      isLoading = false;
    }
  }

  void more();
  return {
    more,
    /** Newest first. */
    get commits() {
      return commits;
    },
    get hasMore() {
      return next !== null;
    },
    get isLoading() {
      return isLoading;
    },
    get problem() {
      return problem;
    },
  };
}

function isOf({ commit }: RecordedCommit, key: string | null): boolean {
  if (key === null) return true;
  if (key.includes('.')) return commit.events.some((event) => tasksOf(event).some((task) => task === key));
  return commit.events.some((event) => 'planId' in event && event.planId === key);
}
