import { checkProposal } from '@headrace/engine';
import {
  counted,
  fail,
  PROPOSAL_FILE,
  type Problem,
  type Proposal,
  type ProposalCheck,
  type Refusal,
} from '@headrace/events';
import { checkPlanText } from '@headrace/events/plan-file';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError, refused } from '../http/problem.ts';
import type { KeepText } from '../plan/plans.ts';

/** What agents write to have their task divided. */
export class Proposals {
  readonly #submitter: Pick<Submitter, 'rehearse'>;
  readonly #keep: KeepText;

  constructor(submitter: Pick<Submitter, 'rehearse'>, keep: KeepText) {
    this.#submitter = submitter;
    this.#keep = keep;
  }

  /** As `ProposeDecomposition` would decide now. Throws what that is refused for, each problem with its place in the text. */
  async check(asking: Asking, { attemptId, fence, text }: ProposalCheck): Promise<Proposal> {
    const read = checkPlanText(text, PROPOSAL_FILE, checkProposal);
    if (!read.ok) throw invalid(read.error);
    const { note, tasks } = read.value;
    const briefs = await Promise.all(tasks.map(({ brief }) => this.#keep(brief)));
    const children = tasks.map((task, i) => ({ ...task, brief: briefs[i]! }));
    const command = { type: 'ProposeDecomposition', attemptId, fence, children, note, ref: null } as const;
    const refusal = await this.#submitter.rehearse(asking, command);
    if (!refusal) return { children, note };
    throw refusal.problems ? invalid(placesOf(text, refusal.problems)) : refused(refusal);
  }
}

/** The decider names places of its command, where the tasks are `children`. */
function placesOf(text: string, problems: NonNullable<Refusal['problems']>): readonly Problem[] {
  const found = problems.map((problem) => ({
    ...problem,
    path: problem.path.replace(/^children/, 'tasks'),
  }));
  const placed = checkPlanText(text, PROPOSAL_FILE, () => fail(found));
  return placed.ok ? found : placed.error;
}

const invalid = (problems: readonly Problem[]): ProblemError =>
  new ProblemError('EDIT_INVALID', `${PROPOSAL_FILE} has ${counted(problems.length, 'problem')}`, {
    problems: [...problems],
  });
