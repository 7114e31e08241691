import { eventsOf, text, texts, type Commit, type Finding } from './stored.ts';

/** What the log says of every task in the end, by its key: `done`, `cancelled`, `failed`, or that it is none of them. */
export function endsOf(commits: readonly Commit[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const event of eventsOf(commits)) {
    const key = (task: string) => `${text(event, 'planId')}.${task}`;
    if (event.type === 'TaskAdded' || event.type === 'TaskRetried')
      ends.set(key(text(event, 'taskId')), 'open');
    if (event.type === 'TaskDone') ends.set(key(text(event, 'taskId')), 'done');
    if (event.type === 'TaskFailed') ends.set(key(text(event, 'taskId')), 'failed');
    if (event.type === 'TasksCancelled')
      for (const task of texts(event, 'taskIds')) ends.set(key(task), 'cancelled');
  }
  return ends;
}

/** `listed`: the states in the lists that people see. */
export function differingLists(
  ends: ReadonlyMap<string, string>,
  listed: ReadonlyMap<string, string>,
): readonly Finding[] {
  const ended = new Set(['done', 'failed', 'cancelled']);
  const keys = [...new Set([...ends.keys(), ...listed.keys()])];
  return keys.flatMap((key) => {
    const [inLog, inList] = [ends.get(key) ?? 'unknown', listed.get(key) ?? 'unknown'];
    const isSame = inLog === 'open' ? inList !== 'unknown' && !ended.has(inList) : inLog === inList;
    return isSame ? [] : [`${key} is ${inLog} in the log and ${inList} in the list`];
  });
}

/** Done means: its change has landed. */
export function doneWithoutChange(commits: readonly Commit[]): readonly Finding[] {
  const landed = new Set<string>();
  return eventsOf(commits).flatMap((event) => {
    const key = `${text(event, 'planId')}.${text(event, 'taskId')}`;
    if (event.type === 'ChangeLanded') landed.add(key);
    return event.type === 'TaskDone' && !landed.has(key)
      ? [`#${event.position} ${key} is done and nothing of it landed`]
      : [];
  });
}
