/** By NATS' rules: `*` is one token, `>` is one or more at the end. */
export function matcherOf(patterns: readonly string[]): (subject: string) => boolean {
  const wanted = patterns.map((pattern) => pattern.split('.'));
  return (subject) => {
    const tokens = subject.split('.');
    return wanted.some((pattern) =>
      fits(pattern, tokens, (token, other) => token === '*' || token === other),
    );
  };
}

/** No subject can match two of them. */
export const areApart = (patterns: readonly string[]): boolean =>
  patterns.every((a, i) => patterns.slice(i + 1).every((b) => !overlap(a.split('.'), b.split('.'))));

const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  fits(a, b, either) || fits(b, a, either);

const either = (a: string, b: string) => a === b || a === '*' || b === '*' || b === '>';

type Same = (token: string, other: string) => boolean;

function fits(pattern: readonly string[], tokens: readonly string[], same: Same): boolean {
  const isOpen = pattern.at(-1) === '>';
  if (isOpen ? tokens.length < pattern.length : tokens.length !== pattern.length) return false;
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  return fixed.every((token, i) => same(token, tokens[i]!));
}
