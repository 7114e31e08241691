import { checkPlan } from '@headrace/engine';
import {
  textOf,
  type PlanFile,
  type Problem,
  type Result,
  type SubmittedPlan,
  type Text,
} from '@headrace/events';
import { checkPlanText } from '@headrace/events/plan-file';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError } from '../http/problem.ts';
import { checkInWorker } from './plan.check.apart.ts';

/** Keeps a text that is too long for an event; the answer stands in its place. */
export type KeepText = (text: string) => Promise<Text>;

export type SubmittedAnswer = { planId: PlanFile['plan']; position: number | null; tasks: number };

/** A text of this size is read in a few ten milliseconds; a larger one apart, so that heartbeats and claims go on. */
const APART_CHARACTERS = 64 * 1024;

export class Plans {
  readonly #submitter: Submitter;
  readonly #keep: KeepText;

  constructor(submitter: Submitter, keep: KeepText) {
    this.#submitter = submitter;
    this.#keep = keep;
  }

  /** Throws PLAN_INVALID with every problem and its place, PLAN_TOO_LARGE. */
  async checked(text: string, file: string): Promise<PlanFile> {
    const result: Result<PlanFile, readonly Problem[]> =
      text.length > APART_CHARACTERS ? await checkInWorker(text, file) : checkPlanText(text, file, checkPlan);
    if (result.ok) return result.value;
    throw planProblem(result.error);
  }

  /** Long briefs become evidence before the command that names them. Throws ProblemError. */
  async submit(asking: Asking, plan: PlanFile): Promise<SubmittedAnswer> {
    const briefs = await Promise.all(plan.tasks.map(({ brief }) => this.#keep(brief)));
    const tasks = plan.tasks.map((task, i) => ({ ...task, brief: briefs[i]! }));
    const submitted: SubmittedPlan = { ...plan, tasks };
    const { position } = await this.#submitter.send(asking, { type: 'SubmitPlan', plan: submitted });
    return { planId: plan.plan, position, tasks: tasks.length };
  }
}

function planProblem(problems: readonly Problem[]): ProblemError {
  const [first] = problems;
  if (first?.code === 'PLAN_TOO_LARGE') return new ProblemError('PLAN_TOO_LARGE', first.message);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new ProblemError('PLAN_INVALID', `${first?.file ?? 'The plan'} has ${count}`, {
    problems: [...problems],
  });
}

/** `put` stores the bytes of a text that an event can only name. */
export const keeping =
  (put: (text: string) => Promise<void>): KeepText =>
  async (text) => {
    const kept = textOf(text);
    if (typeof kept !== 'string') await put(text);
    return kept;
  };
