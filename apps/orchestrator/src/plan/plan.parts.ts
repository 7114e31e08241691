import type { DraftedTask, PlanFile } from '@headrace/events';
import { MOST_DRAFTED } from '@headrace/events';

/** A part is one commit. A small one takes a few milliseconds, so that claims get their turn in between. */
const PART_BYTES = 96 * 1024;
/** A plan that is certain to fit one commit is submitted as one. */
const WHOLE_BYTES = 256 * 1024;
/** What `TaskAdded` adds to what the task says. */
const ENVELOPE_BYTES = 400;
/** A longer text stands in the evidence. */
const INLINE_BYTES = 4200;

export type PlanHead = Omit<PlanFile, 'tasks'>;

/** A plan as it is sent: all at once, or task by task with all options said. */
export type PlanParts = {
  readonly head: PlanHead;
  readonly count: number;
  readonly isLarge: boolean;
  /** The tasks from this ordinal on that make one part; at least one. */
  partFrom(ordinal: number): readonly Drafted[];
};

/** Its brief is still as the file has it. */
export type Drafted = Omit<DraftedTask, 'brief'> & { readonly brief: string };

export function partsOfPlan({ tasks, ...head }: PlanFile): PlanParts {
  const drafted = tasks.map((task) => draftedOf(task, head));
  const weights = drafted.map(weightOf);
  return {
    head,
    count: tasks.length,
    isLarge: weights.reduce((sum, weight) => sum + weight, 0) > WHOLE_BYTES,
    partFrom(ordinal) {
      let end = ordinal + 1;
      for (let bytes = weights[ordinal] ?? 0; end < Math.min(tasks.length, ordinal + MOST_DRAFTED); end++)
        if ((bytes += weights[end]!) > PART_BYTES) break;
      return drafted.slice(ordinal, end);
    },
  };
}

/** No approval where nothing changes, as the engine has it. */
const draftedOf = (task: PlanFile['tasks'][number], { defaults }: PlanHead): Drafted => ({
  ...task,
  priority: task.priority ?? defaults.priority,
  gates: task.gates ?? defaults.gates,
  approvals: task.change === 'none' ? 0 : (task.approvals ?? defaults.approvals),
  feedbackRounds: task.feedbackRounds ?? defaults.feedbackRounds,
  maxAttempts: task.maxAttempts ?? defaults.maxAttempts,
  timeoutSeconds: task.timeoutSeconds ?? defaults.timeoutSeconds,
});

const weightOf = (task: Drafted): number =>
  Buffer.byteLength(JSON.stringify({ ...task, brief: '' })) +
  Math.min(Buffer.byteLength(task.brief), INLINE_BYTES) +
  ENVELOPE_BYTES;
