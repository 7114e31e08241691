import type { ProblemDocument } from '@headrace/events';
import { problemIn } from './api.ts';

export type Load<T> = {
  readonly value: T | null;
  readonly problem: ProblemDocument | null;
  /** True until the first answer, good or bad. */
  readonly isLoading: boolean;
  again(): Promise<void>;
};

/** One answer of the server, the newest: an answer to an older question is dropped. */
export function createLoad<T>(ask: () => Promise<T>): Load<T> {
  let value = $state.raw<T | null>(null);
  let problem = $state.raw<ProblemDocument | null>(null);
  let isLoading = $state(true);
  let asked = 0;

  async function again(): Promise<void> {
    const turn = ++asked;
    try {
      const answer = await ask();
      if (turn === asked) [value, problem] = [answer, null];
    } catch (error) {
      if (turn === asked) problem = problemIn(error);
    } finally {
      if (turn === asked) isLoading = false;
    }
  }

  void again();
  return {
    again,
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
    get isLoading() {
      return isLoading;
    },
  };
}
