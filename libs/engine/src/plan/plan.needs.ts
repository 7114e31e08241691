import { MOST_NEEDS, type Problem } from '@headrace/events';
import { fields } from './plan.outline.ts';

/** A plan with too many needs. Only counts: nothing else has been looked at, and what counts may be of any shape. */
export function needsProblem(document: unknown): Problem | null {
  const { tasks } = fields(document);
  const count = Array.isArray(tasks) ? tasks.reduce((sum: number, task) => sum + needsIn(task), 0) : 0;
  return count > MOST_NEEDS ? tooManyNeeds(count) : null;
}

export const tooManyNeeds = (count: number): Problem => ({
  code: 'NEEDS_TOO_MANY',
  path: 'tasks',
  message: `Its tasks have ${count} \`needs\` and \`after\`s.`,
  expected: `at most ${MOST_NEEDS}`,
});

function needsIn(task: unknown): number {
  const { needs, after } = fields(task);
  return lengthOf(needs) + lengthOf(after);
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
