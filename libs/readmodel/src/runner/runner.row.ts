import type { RunnerView } from '@headrace/events';
import { flag, instant, integer, json, position, rowOf, text } from '../row.ts';

export const RunnerRow = rowOf<RunnerView>('runner', ['runnerId'], {
  runnerId: text,
  version: text,
  host: text,
  roles: json,
  agents: json,
  labels: json,
  slots: integer,
  accounts: json,
  draining: flag,
  registeredAt: instant,
  position,
});
