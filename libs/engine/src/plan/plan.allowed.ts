import type { CommandType, PlanCommand } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { isBeingPushed } from '../task/task.cancel.ts';
import { attemptAt, isOver, isRetriable, type TaskState } from '../task/task.state.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

type When = (plan: PlanState, state: OrgState) => boolean;

const isActive: When = ({ status }) => status === 'running' || status === 'paused';

/** What may be done with a plan where it stands, with a grace for what is at work. A new command is a compile error here. */
const may: { readonly [T in PlanCommand['type'] | 'RetryTask']: When } = {
  SubmitPlan: () => false, // it is there already, and so it is for the parts of a draft
  DraftPlan: () => false,
  DraftTasks: () => false,
  ActivatePlan: () => false,
  DiscardDraft: () => false,
  EditPlan: ({ status }) => status !== 'ending',
  ArchivePlan: ({ status }) => status === 'finished',
  PausePlan: ({ status, working }) => status === 'running' || (status === 'paused' && working > 0),
  ResumePlan: ({ status }) => status === 'paused',
  CancelPlan: isActive,
  PausePhase: (plan, state) => isActive(plan, state) && [...plan.phases.values()].some(isPausable),
  ResumePhase: (plan, state) =>
    isActive(plan, state) && [...plan.phases.values()].some(({ isOpen }) => !isOpen),
  CancelPhase: (plan, state) =>
    isActive(plan, state) &&
    [...plan.phases.values()].some(({ tasks }) => tasks.some((task) => isCancellable(task, state))),
  PauseRole: (plan, state) =>
    isActive(plan, state) && (plan.working > 0 || Object.keys(plan.roles).length > plan.pausedRoles.size),
  ResumeRole: (plan, state) => isActive(plan, state) && plan.pausedRoles.size > 0,
  CancelRole: (plan, state) =>
    isActive(plan, state) && [...plan.tasks.values()].some((task) => isCancellable(task, state)),
  CapPlan: isActive,
  PrioritiseTasks: ({ tasks }) => [...tasks.values()].some((task) => !isOver(task)),
  RetryTask: ({ status, tasks }) => status === 'finished' && [...tasks.values()].some(isRetriable),
};

const isPausable = ({ isOpen, isWaiting, tasks }: PhaseState): boolean =>
  isOpen || isWaiting || tasks.some((task) => attemptAt(task) !== null);

const isCancellable = (task: TaskState, state: OrgState): boolean =>
  !isOver(task) && !isBeingPushed(state, task);

export const allowedWithPlan = (plan: PlanState, state: OrgState): readonly CommandType[] =>
  (Object.keys(may) as (keyof typeof may)[]).filter((type) => may[type](plan, state)); // its keys are literal
