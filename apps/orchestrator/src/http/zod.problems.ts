import type { z } from 'zod';

export type InputProblem = {
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
};

const MAX_PROBLEMS = 100;

/** What a schema found, with paths as people write them: `tasks[3].id`. */
export function problemsOf({ issues }: z.ZodError): InputProblem[] {
  return issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    code: issue.code === 'unrecognized_keys' ? 'KEY_UNKNOWN' : 'VALUE_INVALID',
    path: pathOf(issue.path),
    message: issue.message,
    ...('expected' in issue ? { expected: String(issue.expected) } : {}),
  }));
}

export const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
