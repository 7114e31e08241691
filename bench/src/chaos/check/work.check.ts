import type { Finding } from './stored.ts';

/** A file that an attempt has left in its workspace. */
export type Mark = { readonly attempt: string; readonly path: string };

/** Where work may lie: the paths on a branch, under refs that keep what did not land, in workspaces that stand. */
export type Places = {
  readonly landed: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
  readonly standing: ReadonlySet<string>;
};

export const marksIn = (text: string): readonly Mark[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [attempt = '', path = ''] = line.split(' ');
      return { attempt, path };
    });

/** Nothing that was once in a workspace is nowhere. */
export const lostWork = (marks: readonly Mark[], { landed, kept, standing }: Places): readonly Finding[] =>
  marks
    .filter(({ path }) => !landed.has(path) && !kept.has(path) && !standing.has(path))
    .map(
      ({ attempt, path }) => `${path}, made by ${attempt}, has not landed, and is neither kept nor standing`,
    );
