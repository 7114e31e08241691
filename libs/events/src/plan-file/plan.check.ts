import type { Problem } from '../refusal.ts';
import { fail, type Result } from '../result.ts';
import { hasRepeatedKey } from './json.keys.ts';
import { isOverLimit, readPlanText, type PlanText } from './plan.read.ts';

type Check<T> = (document: unknown) => Result<T, readonly Problem[]>;

/** Reads and checks a plan file, or another in its language; every problem names its place, in the order of the text. `check` is the engine's. */
export function checkPlanText<T>(text: string, file: string, check: Check<T>): Result<T, readonly Problem[]> {
  const json = checkedJson(text, check);
  if (json?.ok) return json;
  if (json) return fail(json.error.map((problem) => ({ ...problem, file, line: 1, column: 1 })));
  const read = readPlanText(text, file);
  if (!read.ok) return read;
  const checked = check(read.value.document);
  if (checked.ok) return checked;
  return fail(checked.error.map((problem) => placed(problem, read.value, file)).sort(byPlace));
}

/** A plan without problems needs no places, and JSON is read several times as fast without them; null: look closer. */
function checkedJson<T>(text: string, check: Check<T>): ReturnType<Check<T>> | null {
  if (!/^\s*\{/.test(text) || isOverLimit(text)) return null;
  try {
    const checked = check(JSON.parse(text));
    if (checked.ok) return hasRepeatedKey(text) ? null : checked;
    return checked.error[0]?.code === 'NEEDS_TOO_MANY' ? checked : null; // it stands nowhere in particular
  } catch {
    return null; // no JSON: YAML may begin like that too
  }
}

/** A key that is unknown is the culprit itself; elsewhere it is what the key holds. */
function placed(problem: Problem, { locate }: PlanText, file: string): Problem {
  return { ...problem, file, ...locate(problem.path, problem.code === 'KEY_UNKNOWN' ? 'key' : 'value') };
}

const byPlace = (a: Problem, b: Problem): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
