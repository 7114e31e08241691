import { readdir } from 'node:fs/promises';

const APIS = new URL('../apis/', import.meta.url);

/** The groups of kinds that are exported, each from the folder of its name in `src/apis/`. */
export const GROUPS = Object.freeze(['core', 'advanced', 'monitoring']);

/** The kinds of one group with the function that checks an object of each: `[{kind, problems}]`, by name. */
export async function loadGroup(group) {
  const folder = new URL(`${group}/`, APIS);
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith('.mjs') && !file.endsWith('_generated.mjs'),
  );
  const modules = await Promise.all(files.sort().map((file) => import(new URL(file, folder).href)));
  return modules.map((module) => entryOf(group, module)).sort((a, b) => (a.kind.kind < b.kind.kind ? -1 : 1));
}

function entryOf(group, module) {
  const kind = Object.values(module).find((value) => value?.plural);
  const [, problems] = Object.entries(module).find(([name]) => name.endsWith('Problems')) ?? [];
  if (!kind || !problems)
    throw new TypeError(`a module in src/apis/${group} declares no kind, or no check of it`);
  return { kind, problems };
}

/** The kinds of all groups: `{core: […], advanced: […], monitoring: […]}`. */
export async function loadGroups() {
  const loaded = await Promise.all(GROUPS.map(async (group) => [group, await loadGroup(group)]));
  return Object.fromEntries(loaded);
}
