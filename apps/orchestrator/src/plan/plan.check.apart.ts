import type { Digest, PlanFile, Problem, Result } from '@headrace/events';
import { fail, ok } from '@headrace/events';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ProblemError } from '../http/problem.ts';
import type { Drafted, PlanHead } from './plan.parts.ts';

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 3072;

/** What the worker says first. */
export type Checked =
  | { readonly problems: readonly Problem[] }
  | {
      readonly problems: null;
      readonly head: PlanHead;
      readonly count: number;
      readonly isLarge: boolean;
      readonly digest: string;
    };

/** What it is asked then: the whole plan, or the part that begins with an ordinal. */
export type Wish = 'whole' | number;

/** A plan that has been checked and lies in a thread of its own until it is closed. */
export type PlanApart = {
  readonly head: PlanHead;
  /** How many tasks it has. */
  readonly count: number;
  /** It does not fit one commit. */
  readonly isLarge: boolean;
  /** Of the text that was sent. */
  readonly digest: Digest;
  whole(): Promise<PlanFile>;
  /** One request at a time. */
  partFrom(ordinal: number): Promise<readonly Drafted[]>;
  close(): void;
};

/** As `checkPlanText`, in a thread of its own with bounds on time and memory. Throws PLAN_TOO_LARGE. */
export async function checkApart(text: string, file: string): Promise<Result<PlanApart, readonly Problem[]>> {
  // the source in tests, the build in dist
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./plan.check.worker.${extension}`, import.meta.url), {
    workerData: { text, file },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    env: {},
  });
  const close = () => void worker.terminate();
  const checked = await firstWord(worker).catch((error: unknown) => {
    close();
    throw error;
  });
  if (checked.problems) {
    close();
    return fail(checked.problems);
  }
  const { head, count, isLarge } = checked;
  const wish = async (asked: Wish): Promise<unknown> => {
    const answered = once(worker, 'message');
    worker.postMessage(asked);
    return ((await answered) as [unknown])[0];
  };
  return ok({
    ...{ head, count, isLarge, close },
    digest: checked.digest as Digest, // 64 hex digits
    whole: () => wish('whole') as Promise<PlanFile>,
    partFrom: (ordinal) => wish(ordinal) as Promise<readonly Drafted[]>,
  });
}

function firstWord(worker: Worker): Promise<Checked> {
  const clock = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  return new Promise<Checked>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(`${HEAP_MIB} MiB`) : error),
    );
    worker.once('exit', () => reject(tooLarge(`${TIMEOUT_MS / 1000} s`)));
  }).finally(() => clearTimeout(clock));
}

const tooLarge = (limit: string) => new ProblemError('PLAN_TOO_LARGE', `It cannot be read within ${limit}`);
