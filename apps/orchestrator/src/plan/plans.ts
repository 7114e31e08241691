import { checkPlan } from '@headrace/engine';
import { counted, textOf, type PlanFile, type PlanId, type Problem, type Text } from '@headrace/events';
import { checkPlanText } from '@headrace/events/plan-file';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError } from '../http/problem.ts';
import type { Shard } from '../shard/shard.ts';
import { checkApart, type PlanApart } from './plan.check.apart.ts';
import { sendInParts } from './plan.sending.ts';

/** Keeps a text that is too long for an event; the answer stands in its place. */
export type KeepText = (text: string) => Promise<Text>;

export type SubmittedAnswer = { planId: PlanId; position: number | null; tasks: number };

/** A text of this size is read in a few ten milliseconds; a larger one apart, so that heartbeats and claims go on. */
const APART_CHARACTERS = 64 * 1024;

/** So many large texts are read at once; each may take as much memory as `checkApart` lets it. */
const MOST_APART = 2;
const RETRY_AFTER_S = 5;

export class Plans {
  #apart = 0;
  readonly #submitter: Submitter;
  readonly #shard: Pick<Shard, 'look'>;
  readonly #keep: KeepText;

  constructor(submitter: Submitter, shard: Pick<Shard, 'look'>, keep: KeepText) {
    this.#submitter = submitter;
    this.#shard = shard;
    this.#keep = keep;
  }

  /** Checks a text and submits nothing. Throws PLAN_INVALID with every problem and its place, PLAN_TOO_LARGE. */
  async check(text: string, file: string): Promise<SubmittedAnswer> {
    if (text.length <= APART_CHARACTERS) {
      const { plan, tasks } = checkedHere(text, file);
      return { planId: plan, position: null, tasks: tasks.length };
    }
    return this.#readApart(text, file, ({ head, count }) =>
      Promise.resolve({ planId: head.plan, position: null, tasks: count }),
    );
  }

  /** The whole of a plan that is right by itself. Throws as `check`. */
  async read(text: string, file: string): Promise<PlanFile> {
    if (text.length <= APART_CHARACTERS) return checkedHere(text, file);
    const plan = await checkedApart(text, file);
    try {
      return await plan.whole();
    } finally {
      plan.close();
    }
  }

  /** One submission, however many commits it takes. Throws ProblemError; the same, and nothing is real then. */
  async submitText(asking: Asking, text: string, file: string, gone: AbortSignal): Promise<SubmittedAnswer> {
    if (text.length <= APART_CHARACTERS) return this.submit(asking, checkedHere(text, file));
    return this.#readApart(text, file, async (plan) => {
      if (!plan.isLarge) return this.submit(asking, await plan.whole());
      const parts = { submitter: this.#submitter, shard: this.#shard, keep: this.#keep };
      const { position } = await sendInParts(parts, asking, plan, gone);
      return { planId: plan.head.plan, position, tasks: plan.count };
    });
  }

  /** A plan that fits one commit. Long briefs become evidence before the command that names them. Throws ProblemError. */
  async submit(asking: Asking, plan: PlanFile): Promise<SubmittedAnswer> {
    const briefs = await Promise.all(plan.tasks.map(({ brief }) => this.#keep(brief)));
    const tasks = plan.tasks.map((task, i) => ({ ...task, brief: briefs[i]! }));
    const { position } = await this.#submitter.send(asking, { type: 'SubmitPlan', plan: { ...plan, tasks } });
    return { planId: plan.plan, position, tasks: tasks.length };
  }

  /** Throws RATE_LIMITED when others are being read. */
  async #readApart<T>(text: string, file: string, use: (plan: PlanApart) => Promise<T>): Promise<T> {
    if (this.#apart >= MOST_APART)
      throw new ProblemError('RATE_LIMITED', 'Other large plans are being read', {}, RETRY_AFTER_S);
    this.#apart++;
    try {
      const plan = await checkedApart(text, file);
      try {
        return await use(plan);
      } finally {
        plan.close();
      }
    } finally {
      this.#apart--;
    }
  }
}

function checkedHere(text: string, file: string): PlanFile {
  const checked = checkPlanText(text, file, checkPlan);
  if (checked.ok) return checked.value;
  throw planProblem(checked.error);
}

async function checkedApart(text: string, file: string): Promise<PlanApart> {
  const checked = await checkApart(text, file);
  if (checked.ok) return checked.value;
  throw planProblem(checked.error);
}

/** More than anybody mends before the next try; a file may have hundreds of thousands. */
const MOST_PROBLEMS = 1000;

function planProblem(problems: readonly Problem[]): ProblemError {
  const [first] = problems;
  if (first?.code === 'PLAN_TOO_LARGE') return new ProblemError('PLAN_TOO_LARGE', first.message);
  const count = counted(problems.length, 'problem');
  return new ProblemError('PLAN_INVALID', `${first?.file ?? 'The plan'} has ${count}`, {
    problems: problems.slice(0, MOST_PROBLEMS),
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
