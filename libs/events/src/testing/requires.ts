import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { natsBinaryFrom } from './nats.binary.ts';

/** What some tests need and not every machine has. */
export type Capability = 'nats-2.12' | 'chromium';

/** How each one is found: the path of its executable, or null. */
const finders: Readonly<Record<Capability, () => string | null>> = {
  'nats-2.12': () => natsBinaryFrom('2.12')?.path ?? null,
  chromium: chromiumPath,
};

const missing: Readonly<Record<Capability, string>> = {
  'nats-2.12':
    'no nats-server >= 2.12 in HEADRACE_NATS_SERVER, on PATH or in the cache; `node scripts/nats-server.mjs` gets one',
  chromium: 'no chromium in CHROMIUM_PATH, on PATH or from playwright; `apt-get install chromium` gets one',
};

/**
 * A group of tests that need something of the machine; they are given its path. Without it they are skipped, and the
 * reason stands in their name, which the run lists at its end. Where `HEADRACE_REQUIRE` names it
 * (`nats-2.12,chromium`), its absence is a failure instead.
 */
export function describeWith(capability: Capability, name: string, tests: (path: string) => void): void {
  const isRequired = required().includes(capability);
  const path = finders[capability]();
  if (path !== null) return describe(name, () => tests(path));
  const reason = `needs ${capability}: ${missing[capability]}`;
  if (isRequired)
    return describe(name, () => it(`has ${capability}`, () => Promise.reject(new Error(reason))));
  // eslint-disable-next-line no-restricted-properties -- the one place that may skip: it says why
  return describe.skip(`${name} [${reason}]`, () => tests(''));
}

/** `CHROMIUM_PATH`, the first chromium or Chrome on PATH, or the one that playwright has downloaded. */
export function chromiumPath(): string | null {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return existsSync(given) ? given : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const dirs = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
  return dirs.flatMap((dir) => names.map((name) => join(dir, name))).find(existsSync) ?? playwrights();
}

function playwrights(): string | null {
  // loaded here, because it takes a while and is the last resort
  const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

function required(): readonly Capability[] {
  const names = (process.env['HEADRACE_REQUIRE'] ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map(asCapability);
}

function asCapability(name: string): Capability {
  if (Object.hasOwn(finders, name)) return name as Capability;
  throw new Error(`HEADRACE_REQUIRE names ${name}; known are ${Object.keys(finders).join(', ')}`);
}
