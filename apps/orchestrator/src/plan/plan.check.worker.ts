import { checkPlan } from '@headrace/engine';
import { checkPlanText } from '@headrace/events/plan-file';
import { createHash } from 'node:crypto';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Checked, Wish } from './plan.check.apart.ts';
import { partsOfPlan } from './plan.parts.ts';

/* Checks a plan, and keeps it for as long as it is asked for parts of it. */

const port = parentPort as MessagePort; // this file is only run as a worker
const { text, file } = workerData as { text: string; file: string };
const checked = checkPlanText(text, file, checkPlan);
if (!checked.ok) answer({ problems: checked.error });
else serve(checked.value);

function serve(plan: Parameters<typeof partsOfPlan>[0]): void {
  const parts = partsOfPlan(plan);
  const digest = createHash('sha256').update(text).digest('hex');
  port.on('message', (wish: Wish) => port.postMessage(wish === 'whole' ? plan : parts.partFrom(wish)));
  answer({ problems: null, head: parts.head, count: parts.count, isLarge: parts.isLarge, digest });
}

function answer(message: Checked): void {
  port.postMessage(message);
}
