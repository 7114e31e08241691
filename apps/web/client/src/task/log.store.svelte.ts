import type { AttemptId, LogLine, ProblemDocument } from '@headrace/events';
import { problemIn, type Api } from '../live/api.ts';

export type AttemptLog = ReturnType<typeof createLog>;

const PAGE = 500;
const RETRY_MS = 2000;
/** Lines that come faster than this are shown together. */
const TOGETHER_MS = 80;

/** An attempt's log from its end on: opened at the tail, followed while it grows, read backwards on demand. */
export function createLog(api: Api, attempt: AttemptId, isAlive: () => boolean) {
  let lines = $state.raw<readonly LogLine[]>([]);
  let first = $state(0);
  let total = $state(0);
  let isLoading = $state(true);
  let problem = $state.raw<ProblemDocument | null>(null);
  let pending: LogLine[] = [];
  let stream: { close(): void } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isClosed = false;

  async function open(): Promise<void> {
    try {
      const page = await api.log(attempt, null, PAGE);
      [lines, first, total, problem] = [page.lines, page.from, page.total, null];
      if (isAlive() && !isClosed) follow();
    } catch (error) {
      problem = problemIn(error);
    } finally {
      isLoading = false;
    }
  }

  function follow(): void {
    stream = api.followLog(attempt, total, {
      line: (at, line) => {
        if (at < total + pending.length) return; // a reconnection repeats nothing
        pending.push(line);
        timer ??= setTimeout(show, TOGETHER_MS);
      },
      lost: () => {
        if (!isClosed && isAlive()) setTimeout(() => isClosed || follow(), RETRY_MS);
      },
    });
  }

  function show(): void {
    timer = null;
    lines = [...lines, ...pending];
    total += pending.length;
    pending = [];
  }

  /** The page before what is here. */
  async function earlier(): Promise<void> {
    if (first === 0) return;
    try {
      const page = await api.log(attempt, first, PAGE);
      [lines, first] = [[...page.lines, ...lines], page.from];
    } catch (error) {
      problem = problemIn(error);
    }
  }

  void open();
  return {
    earlier,
    open,
    close: () => {
      isClosed = true;
      stream?.close();
      if (timer !== null) clearTimeout(timer);
    },
    get lines() {
      return lines;
    },
    /** The number of the first of `lines`. */
    get first() {
      return first;
    },
    get total() {
      return total;
    },
    get isLoading() {
      return isLoading;
    },
    get problem() {
      return problem;
    },
  };
}
