import type { PlanFile, Problem, Result } from '@headrace/events';
import { Worker } from 'node:worker_threads';
import { ProblemError } from '../http/problem.ts';

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 3072;

/** As `checkPlanText`, in a thread of its own with bounds on time and memory. Throws PLAN_TOO_LARGE. */
export function checkInWorker(text: string, file: string): Promise<Result<PlanFile, readonly Problem[]>> {
  // the source in tests, the build in dist
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./plan.check.worker.${extension}`, import.meta.url), {
    workerData: { text, file },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    env: {},
  });
  const clock = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  return new Promise<Result<PlanFile, readonly Problem[]>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(`${HEAP_MIB} MiB`) : error),
    );
    worker.once('exit', () => reject(tooLarge(`${TIMEOUT_MS / 1000} s`)));
  }).finally(() => clearTimeout(clock));
}

const tooLarge = (limit: string) => new ProblemError('PLAN_TOO_LARGE', `It cannot be read within ${limit}`);
