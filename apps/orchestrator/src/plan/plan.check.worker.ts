import { checkPlan } from '@headrace/engine';
import { checkPlanText } from '@headrace/events/plan-file';
import { parentPort, workerData } from 'node:worker_threads';

const { text, file } = workerData as { text: string; file: string };
parentPort?.postMessage(checkPlanText(text, file, checkPlan));
