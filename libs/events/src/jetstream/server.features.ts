/** What the broker can do; 2.9.10 is the oldest that works, on one node. */
export type ServerFeatures = {
  readonly version: string;
  /** A consumer with several filter subjects (2.10). */
  readonly filterSubjects: boolean;
  /** Stored compressed (2.10). */
  readonly compression: boolean;
  /** Replicated streams that keep one winner: on 2.9 two writers could both win (2.10). */
  readonly replicas: boolean;
};

export const MINIMUM_VERSION = '2.9.10';
export const RECOMMENDED_VERSION = '2.12.0';

export function featuresOf(version: string): ServerFeatures {
  const since = (wanted: string) => isAtLeast(version, wanted);
  return {
    version,
    filterSubjects: since('2.10.0'),
    compression: since('2.10.0'),
    replicas: since('2.10.0'),
  };
}

/** What a server of this version costs, in words for a warning; nothing from 2.12 on. */
export function lossesOf(version: string): readonly string[] {
  const losses: readonly [string, string][] = [
    ['2.10.0', 'logs are stored uncompressed'],
    ['2.10.0', 'a power failure may lose up to two minutes of commits (no `sync_interval: always`)'],
    ['2.12.0', 'one node only: clusters need 2.12'],
  ];
  return losses.filter(([needed]) => !isAtLeast(version, needed)).map(([, loss]) => loss);
}

/** Compares `2.12.0-RC.1` and the like by its numbers. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [has, wants] = [numbersOf(version), numbersOf(wanted)];
  for (const [i, want] of wants.entries()) if ((has[i] ?? 0) !== want) return (has[i] ?? 0) > want;
  return true;
}

const numbersOf = (version: string): readonly number[] =>
  version.replace(/^v/, '').split('-')[0]!.split('.').map(Number); // prettier-ignore
