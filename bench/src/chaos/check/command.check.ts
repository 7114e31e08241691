import type { Acknowledged } from '../work/client.ts';
import { commandsOf, type Commit, type Finding } from './stored.ts';

/** What a client was told is in the log stands there, at that place. */
export function lostCommands(
  commits: readonly Commit[],
  journal: readonly Acknowledged[],
): readonly Finding[] {
  const at = new Map(commits.map((commit) => [commit.position, commit]));
  return journal.flatMap(({ id, type, position }) => {
    if (position === null) return [];
    const found = at.get(position);
    if (found && commandsOf(found).some((asked) => asked.id === id && asked.type === type)) return [];
    const there = found ? commandsOf(found).map((asked) => `${asked.type} ${asked.id}`) : ['nothing'];
    return [`${type} ${id} was acknowledged as #${position}, which is ${there.join(', ')}`];
  });
}

/** One command, one commit, however often it was sent. */
export function repeatedCommands(commits: readonly Commit[]): readonly Finding[] {
  const first = new Map<string, number>();
  const asked = commits.flatMap((commit) =>
    commandsOf(commit).map(({ id }) => ({ id, org: commit.org, position: commit.position })),
  );
  return asked.flatMap(({ id, org, position }) => {
    const key = `${org} ${id}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, position);
    return before === undefined ? [] : [`command ${id} is #${before} and again #${position}`];
  });
}
