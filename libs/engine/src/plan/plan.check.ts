import { fail, ok, PlanFile, type Problem, type Result } from '@headrace/events';
import { cycleProblems } from './plan.cycles.ts';
import { needsProblem } from './plan.needs.ts';
import { outlineOf } from './plan.outline.ts';
import { referenceProblems } from './plan.references.ts';
import { shapeProblems } from './plan.shape.ts';

/** A parsed plan file (YAML or JSON), or all of its problems at once: shape, references, patterns, cycles. */
export function checkPlan(document: unknown): Result<PlanFile, readonly Problem[]> {
  const tooMany = needsProblem(document);
  if (tooMany) return fail([tooMany]); // what is far too large is not worth a look at each of its parts
  const parsed = PlanFile.safeParse(document);
  const shape = parsed.success ? [] : shapeProblems(PlanFile, document, parsed.error.issues);
  const problems = listed([...shape, ...problemsOf(document)]);
  return parsed.success && problems.length === 0 ? ok(parsed.data) : fail(problems);
}

/** What a document of the right shape can still have wrong. */
export function checkReferences(document: unknown): readonly Problem[] {
  const tooMany = needsProblem(document);
  return tooMany ? [tooMany] : listed(problemsOf(document));
}

function problemsOf(document: unknown): readonly Problem[] {
  const outline = outlineOf(document);
  return referenceProblems(outline).concat(cycleProblems(outline)); // a spread of a million is an overflow
}

/** Nobody reads a million problems, and an answer that holds them is no answer. */
const MOST_PROBLEMS = 1000;

function listed(problems: readonly Problem[]): readonly Problem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const rest: Problem = { code: 'PLAN_INVALID', path: '', message: `${more} more problems are not listed.` };
  return [...problems.slice(0, MOST_PROBLEMS), rest];
}
