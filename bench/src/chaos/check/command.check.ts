import type { Acknowledged } from '../work/client.ts';
import type { Commit, Finding } from './stored.ts';

/** What a client was told is in the log stands there, at that place. */
export function lostCommands(
  commits: readonly Commit[],
  journal: readonly Acknowledged[],
): readonly Finding[] {
  const at = new Map(commits.map((commit) => [commit.position, commit]));
  return journal.flatMap(({ id, type, position }) => {
    if (position === null) return [];
    const found = at.get(position)?.command;
    return found?.id === id && found.type === type
      ? []
      : [
          `${type} ${id} was acknowledged as #${position}, which is ${found?.type ?? 'nothing'} ${found?.id ?? ''}`,
        ];
  });
}

/** One command, one commit, however often it was sent. */
export function repeatedCommands(commits: readonly Commit[]): readonly Finding[] {
  const first = new Map<string, number>();
  return commits.flatMap(({ position, org, command }) => {
    const key = `${org} ${command.id}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, position);
    return before === undefined ? [] : [`command ${command.id} is #${before} and again #${position}`];
  });
}
