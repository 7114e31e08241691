import type { ProposeSplit, SplitPart, TaskId } from '@headrace/events';
import { matcher, type SizedFile } from '../git/size.ts';

export type Part = ProposeSplit['parts'][number];

const MOST_PARTS = 50;
const MOST_GLOBS = 100;

/**
 * Parts of an oversized change, in the order in which they are to land: those that the plan names, if each has something
 * of the change and together they have all of it; else runs of files in path order, none over the limit. null: no split
 * helps, because one file alone is over it.
 */
export function partsOfChange(given: {
  readonly taskId: TaskId;
  readonly title: string;
  readonly files: readonly SizedFile[];
  readonly limit: number;
  readonly named: readonly SplitPart[] | null;
}): readonly Part[] | null {
  return namedParts(given.named, given.files) ?? runsOfFiles(given);
}

/** A file belongs to the first part that matches it. */
function namedParts(named: readonly SplitPart[] | null, files: readonly SizedFile[]): readonly Part[] | null {
  if (!named) return null;
  const matchers = named.map(({ scope }) => matcher(scope));
  const owners = files.map(({ path }) => matchers.findIndex((matches) => matches(path)));
  const isWhole = !owners.includes(-1) && named.every((_, part) => owners.includes(part));
  if (!isWhole) return null;
  return named.map((part, at) => ({
    ...part,
    lines: files.reduce((sum, file, index) => sum + (owners[index] === at ? weight(file) : 0), 0),
  }));
}

function runsOfFiles(given: {
  readonly taskId: TaskId;
  readonly title: string;
  readonly files: readonly SizedFile[];
  readonly limit: number;
}): readonly Part[] | null {
  const { taskId, title, files, limit } = given;
  const runs: SizedFile[][] = [];
  let room = 0;
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (weight(file) > limit) return null;
    const last = runs.at(-1);
    if (!last || weight(file) > room || last.length >= MOST_GLOBS) {
      runs.push([file]);
      room = limit - weight(file);
    } else {
      last.push(file);
      room -= weight(file);
    }
  }
  if (runs.length < 2 || runs.length > MOST_PARTS) return null;
  return runs.map((run, at) => ({
    id: partId(taskId, at + 1),
    title: `${title.slice(0, 190)} (${at + 1}/${runs.length})`,
    scope: run.map(({ path }) => literal(path)),
    lines: run.reduce((sum, file) => sum + weight(file), 0),
  }));
}

const weight = (file: SizedFile): number => (file.isGenerated ? 0 : file.added + file.removed);

const partId = (task: TaskId, n: number): TaskId => `${task.slice(0, 63 - `-${n}`.length)}-${n}` as TaskId;

/** A pattern that matches a path: `?` stands for what patterns would read otherwise. */
const literal = (path: string): string => path.replace(/[*?[\]{}!()\\,]/g, '?').slice(0, 512);
