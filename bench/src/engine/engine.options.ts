export type EngineOptions = {
  /** Of one round and contender. */
  readonly tasks: number;
  /** The first round warms up and does not count. */
  readonly rounds: number;
  /** Lone tasks a contender. */
  readonly starts: number;
  readonly commits: number;
  /** Tasks of the large org. */
  readonly large: number;
  /** Where the orchestrator's CPU profile of each durability goes. */
  readonly profile: string | undefined;
};

const standard = { tasks: 5000, rounds: 5, starts: 100, commits: 20_000, large: 100_000 };

/** From words such as `tasks=500`. Throws for a word that means nothing. */
export function engineOptions(words: readonly string[]): EngineOptions {
  const given = Object.fromEntries(words.map((word) => word.split('=', 2) as [string, string | undefined]));
  const { profile, ...numbers } = given;
  const parsed = Object.entries(numbers).map(([name, text]) => [name, Number(text)] as const);
  for (const [name, value] of parsed) {
    if (!(name in standard) || !Number.isInteger(value) || value < 1)
      throw new Error(
        `${name}: expected ${Object.keys(standard).join('=, ')}= with a whole number, or profile=DIR`,
      );
  }
  return { ...standard, ...Object.fromEntries(parsed), profile };
}
