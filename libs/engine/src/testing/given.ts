import {
  definitionOf,
  type Event,
  type GateId,
  type GateResult,
  type OrgId,
  type PlanFile,
  type TaskId,
} from '@headrace/events';
import {
  attemptStarted,
  changeOpened,
  changeQueued,
  gateReported,
  gatesStarted,
  landingClaimed,
  landingPrepared,
  planAdded,
  repoRegistered,
  reviewRequested,
  runnerRegistered,
  specification,
  taskAdded,
  taskClaimed,
  tasksBecameReady,
} from '@headrace/events/testing';
import { decide } from '../decide.ts';
import { evolve } from '../evolve.ts';
import { createOrg } from '../org/org.state.ts';

export const given = specification({ initial: () => createOrg('main' as OrgId), evolve, decide });

/* How far task `t` of plan `p` has come: each is the past of the next. */

export const test = 'test' as GateId;
export const registered: readonly Event[] = [repoRegistered(), runnerRegistered({ slots: 16 })];
export const planned = (...tasks: readonly Event[]): readonly Event[] => [
  ...registered,
  planAdded(),
  ...(tasks.length > 0 ? tasks : [taskAdded()]),
];
export const taskReady: readonly Event[] = [...planned(), tasksBecameReady()];
export const claimed: readonly Event[] = [...taskReady, taskClaimed()];
export const started: readonly Event[] = [...claimed, attemptStarted()];
export const verifying: readonly Event[] = [...started, gatesStarted()];
export const definition = definitionOf(planAdded().gates[test]!);
export const reported = (result: Partial<GateResult> = {}) =>
  gateReported({ result: { definition, ...result } });
export const proven: readonly Event[] = [...verifying, reported()];
export const reviewing: readonly Event[] = [...proven, changeOpened(), reviewRequested()];
export const queued: readonly Event[] = [...reviewing, changeQueued()];
export const landing: readonly Event[] = [...queued, landingClaimed()];
export const prepared: readonly Event[] = [...landing, landingPrepared()];

/** More tasks beside `t`; short names for ids. */
export const taskNamed = (name: string, over: Parameters<typeof taskAdded>[0] = {}) =>
  taskAdded({ taskId: name as TaskId, ...over });
export const ids = (...names: readonly string[]) => names as TaskId[];
export const ready = (...names: readonly string[]) => tasksBecameReady({ taskIds: ids(...names) });

/** A plan file of tasks that say only what matters. */
export const planFile = (over: Partial<Record<keyof PlanFile, unknown>> = {}) => ({
  plan: 'p',
  title: 'The plan',
  repo: 'r',
  roles: { developer: { agent: 'codex' } },
  tasks: [{ id: 'a', title: 'A', role: 'developer' }],
  ...over,
});
