import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The files below `folder` that end in `ending`, as `{path, text}`, sorted; none when there is no such folder. */
export async function filesIn(folder, ending) {
  const names = await readdir(path.join(ROOT, folder), { recursive: true }).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith(ending))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')));
  return Promise.all(
    paths.sort().map(async (file) => ({ path: file, text: await readFile(path.join(ROOT, file), 'utf8') })),
  );
}

/** The text with its comments blanked, so that line numbers stay. */
export function withoutComments(text) {
  const blank = (comment) => comment.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

/** The line, from 1, of an offset in a text. */
export const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;

/** Prints each problem and a summary; the process will exit with 1 when there are any. */
export function report(tool, problems, summary) {
  for (const problem of problems) console.log(problem);
  console.log(`${tool}: ${problems.length === 0 ? 'ok' : `${problems.length} problem(s)`}, ${summary}`);
  if (problems.length > 0) process.exitCode = 1;
}
