import { createServer } from '../src/server.mjs';
import { compareWithKnown } from './known.mjs';
import { filesIn, lineAt, report, withoutComments } from './sources.mjs';

const ALPHA = 'root:alpha';
const BETA = 'root:beta';
const NOT_CLUSTERS = ['root:alpha/../beta', '', 'beta', '../root:beta'];

/** What `act` answers, or undefined when it refuses. */
async function attempt(act) {
  try {
    return await act();
  } catch {
    return undefined;
  }
}

/** Two tenants use the same names in one part of a running server; whatever one of them sees of the other is a leak. */
const PROBES = {
  'reads a stranger': async (part) => {
    await part.put(ALPHA, 'only-alpha', 'of alpha');
    return (await attempt(() => part.get(BETA, 'only-alpha'))) === 'of alpha';
  },
  'lists a stranger': async (part) => {
    await part.put(ALPHA, 'listed-alpha', 'of alpha');
    return ((await attempt(() => part.list(BETA))) ?? []).includes('listed-alpha');
  },
  'overwrites a stranger': async (part) => {
    await part.put(ALPHA, 'shared-name', 'of alpha');
    await attempt(() => part.put(BETA, 'shared-name', 'of beta'));
    return (await attempt(() => part.get(ALPHA, 'shared-name'))) !== 'of alpha';
  },
  'takes a child for its parent': async (part) => {
    await part.put(`${ALPHA}:team`, 'of-the-child', 'of the child');
    return (await attempt(() => part.get(ALPHA, 'of-the-child'))) === 'of the child';
  },
  'accepts what is no cluster': async (part) => {
    for (const value of NOT_CLUSTERS) {
      if (await attempt(() => Promise.resolve(part.put(value, 'stray', 'x')).then(() => true))) return true;
    }
    return false;
  },
};

async function probe() {
  const server = await createServer();
  const found = [];
  for (const [name, part] of Object.entries(server.parts)) {
    if (part.tenants === undefined)
      found.push({ name: `${name} says nothing`, text: `${name}: does not say what tenants reach` });
    for (const [leak, isLeaking] of Object.entries(part.tenants ? PROBES : {})) {
      if (await isLeaking(part.tenants))
        found.push({ name: `${name} ${leak}`, text: `${name}: a tenant ${leak}` });
    }
  }
  return { parts: Object.keys(server.parts).length, found };
}

/** `unscoped` sees every tenant: it belongs to the store and to controllers. */
async function read() {
  const files = (await filesIn('src', '.mjs')).filter(
    ({ path }) => !/^src\/(store|controllers)\/|-controller\.mjs$/.test(path),
  );
  return files.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(/\.unscoped\(/g)].map((match) => ({
      name: `${path} unscoped`,
      text: `${path}:${lineAt(text, match.index)} reads every tenant's objects outside a controller`,
    })),
  );
}

const { parts, found } = await probe();
const all = [...found, ...(await read())];
const summary = `${parts} parts, ${Object.keys(PROBES).length} probes each, ${all.length} leak(s) in all`;
report('isolation', await compareWithKnown('isolation', all), summary);
