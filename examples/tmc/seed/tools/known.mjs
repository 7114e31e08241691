import { filesIn } from './sources.mjs';

/**
 * The architectural review listed what is wrong. Until it is mended it stands in `known/*.json`: nothing may join the
 * list, and what is mended must leave it. `--strict` accepts nothing at all.
 */
export async function compareWithKnown(topic, found) {
  const known = (await filesIn('known', '.json')).flatMap(({ path, text }) =>
    (JSON.parse(text)[topic] ?? []).map((name) => ({ name, path })),
  );
  const names = new Set(known.map(({ name }) => name));
  if (process.argv.includes('--strict')) return found.map(({ text }) => text);
  const added = found.filter(({ name }) => !names.has(name)).map(({ text }) => text);
  const mended = known.filter(({ name }) => !found.some((problem) => problem.name === name));
  return [...added, ...mended.map(({ name, path }) => `${path}: ${name} is mended, take it off the list`)];
}
