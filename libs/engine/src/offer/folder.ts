/** Things by the folders of a repository in which they begin. Empty folders are forgotten. */
export type Folder<T> = { readonly folders: Map<string, Folder<T>>; readonly things: Map<string, T> };

export const emptyFolder = <T>(): Folder<T> => ({ folders: new Map(), things: new Map() });

export function putInto<T>(root: Folder<T>, path: readonly string[], key: string, thing: T): void {
  let folder = root;
  for (const name of path) {
    const next = folder.folders.get(name) ?? emptyFolder<T>();
    folder.folders.set(name, next);
    folder = next;
  }
  folder.things.set(key, thing);
}

export function removeFrom<T>(root: Folder<T>, path: readonly string[], key: string): void {
  const [name, ...rest] = path;
  if (name === undefined) return void root.things.delete(key);
  const folder = root.folders.get(name);
  if (!folder) return;
  removeFrom(folder, rest, key);
  if (folder.things.size === 0 && folder.folders.size === 0) root.folders.delete(name);
}

/** All that begins above `path`, in it or below it. */
export function* along<T>(root: Folder<T>, path: readonly string[]): Generator<T> {
  let folder: Folder<T> | undefined = root;
  for (const name of path) {
    yield* folder.things.values();
    folder = folder.folders.get(name);
    if (!folder) return;
  }
  yield* below(folder);
}

function* below<T>(folder: Folder<T>): Generator<T> {
  yield* folder.things.values();
  for (const inner of folder.folders.values()) yield* below(inner);
}
