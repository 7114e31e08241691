import { fail, ok, ProposalFile, type Problem, type Result } from '@headrace/events';
import { shapeProblems } from '../plan/plan.shape.ts';

/** A parsed proposal, or all that is wrong with its shape. Whether its tasks fit their plan is decided with the plan. */
export function checkProposal(document: unknown): Result<ProposalFile, readonly Problem[]> {
  const parsed = ProposalFile.safeParse(document);
  return parsed.success ? ok(parsed.data) : fail(shapeProblems(ProposalFile, document, parsed.error.issues));
}
