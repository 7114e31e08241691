import type { AgentName, RoleId, RunnerId } from '../ids.ts';
import type { RunnerDraining, RunnerRegistered } from './runner.events.ts';

export const runnerRegistered = (over: Partial<RunnerRegistered> = {}): RunnerRegistered => ({
  type: 'RunnerRegistered',
  runnerId: 'r1' as RunnerId,
  version: '0.1.0',
  host: 'mill',
  roles: ['developer' as RoleId],
  agents: ['shell' as AgentName],
  labels: ['linux'],
  slots: 2,
  ...over,
});

export const runnerDraining = (over: Partial<RunnerDraining> = {}): RunnerDraining => ({
  type: 'RunnerDraining',
  runnerId: 'r1' as RunnerId,
  ...over,
});
