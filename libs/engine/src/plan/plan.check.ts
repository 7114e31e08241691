import { fail, ok, PlanFile, type Problem, type Result } from '@headrace/events';
import { cycleProblems } from './plan.cycles.ts';
import { outlineOf } from './plan.outline.ts';
import { referenceProblems } from './plan.references.ts';
import { shapeProblems } from './plan.shape.ts';

/** A parsed plan file (YAML or JSON), or all of its problems at once: shape, references, patterns, cycles. */
export function checkPlan(document: unknown): Result<PlanFile, readonly Problem[]> {
  const parsed = PlanFile.safeParse(document);
  const shape = parsed.success ? [] : shapeProblems(document, parsed.error.issues);
  const problems = [...shape, ...checkReferences(document)];
  return parsed.success && problems.length === 0 ? ok(parsed.data) : fail(problems);
}

/** What a document of the right shape can still have wrong. */
export function checkReferences(document: unknown): readonly Problem[] {
  const outline = outlineOf(document);
  return [...referenceProblems(outline), ...cycleProblems(outline)];
}
