import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './cache.ts';

const run = promisify(execFile);

export type NatsBinary = { readonly path: string; readonly version: string };
export type FindOptions = { readonly atLeast?: string; say(line: string): void };

/** The release that is downloaded. SHA-256 of its archives as nats-io/nats-docker states them; no others are known to us. */
const RELEASE = {
  version: '2.12.7',
  archives: {
    'linux-x64': {
      name: 'linux-amd64',
      sha256: '570d2d627db111e679cc1e6bc57ba78f373ed1769acd8dc9c21c8f62d15b3c52',
    },
    'linux-arm64': {
      name: 'linux-arm64',
      sha256: '3b9a79986778285c0e5acaba0b1218b72f6159db68fe5b8916a7d846240f9f22',
    },
  } as Readonly<Record<string, { name: string; sha256: string }>>,
};

/** What `go install` builds; Go's own checksum database vouches for it. */
const GO_VERSION = '2.12.15';

const GOOD = '2.12';

/**
 * A nats-server of at least 2.12: the given one, from the cache, from the PATH, as a release, built by Go, or, whatever
 * its version, from the distribution or the PATH. Each step says what it tried; what is got goes into the cache.
 */
export async function findNatsServer({ atLeast = '2.9', say }: FindOptions): Promise<NatsBinary> {
  const steps: readonly [string, () => Promise<NatsBinary | null>, string][] = [
    ['HEADRACE_NATS_SERVER', () => atPath(process.env.HEADRACE_NATS_SERVER ?? ''), '0'],
    ['the cache', cached, GOOD],
    ['the PATH', onPath, GOOD],
    [`the release ${RELEASE.version}`, download, GOOD],
    [`go install ${GO_VERSION}`, () => goInstall(say), GOOD],
    ['the package of the distribution', distributionPackage, '0'],
    ['an older one on the PATH', onPath, '0'],
  ];
  for (const [name, step, least] of steps) {
    const found = await attempt(name, step, say);
    if (found && isAtLeast(found.version, least) && isAtLeast(found.version, atLeast))
      return warned(found, say);
  }
  throw new Error(
    `no nats-server ${atLeast} or newer was found or could be got; put one on the PATH or set HEADRACE_NATS_SERVER`,
  );
}

async function attempt(
  name: string,
  step: () => Promise<NatsBinary | null>,
  say: (line: string) => void,
): Promise<NatsBinary | null> {
  try {
    const found = await step();
    say(found ? `${name}: ${found.version} at ${found.path}` : `${name}: none`);
    return found;
  } catch (error) {
    say(`${name}: ${(error as Error).message.split('\n')[0]}`);
    return null;
  }
}

function warned(found: NatsBinary, say: (line: string) => void): NatsBinary {
  if (!isAtLeast(found.version, GOOD))
    say(
      `${found.version} is enough for one machine; a cluster of it would lose what was acknowledged, and needs ${GOOD}`,
    );
  return found;
}

export function isAtLeast(version: string, least: string): boolean {
  const has = version.split('.').map(Number);
  const wants = least.split('.').map(Number);
  for (const [index, want] of wants.entries())
    if ((has[index] ?? 0) !== want) return (has[index] ?? 0) > want;
  return true;
}

const store = () => join(cacheDir(), 'nats-server');

async function atPath(path: string): Promise<NatsBinary | null> {
  const isThere =
    path !== '' &&
    (await access(path, constants.X_OK).then(
      () => true,
      () => false,
    ));
  if (!isThere) return null;
  const { stdout, stderr } = await run(path, ['-v'], { timeout: 10_000 });
  const version = /v?(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1];
  return version ? { path, version } : null;
}

async function best(paths: readonly string[]): Promise<NatsBinary | null> {
  const found = await Promise.all(paths.map((path) => atPath(path).catch(() => null)));
  return found.reduce((a, b) => (a && (!b || isAtLeast(a.version, b.version)) ? a : b), null);
}

async function cached(): Promise<NatsBinary | null> {
  const versions = await readdir(store()).catch(() => []);
  return best(versions.map((version) => join(store(), version, 'nats-server')));
}

const onPath = () => best((process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'nats-server')));

async function download(): Promise<NatsBinary | null> {
  const archive = RELEASE.archives[`${process.platform}-${process.arch}`];
  if (!archive) throw new Error(`no checksum is known for ${process.platform}-${process.arch}`);
  const folder = `nats-server-v${RELEASE.version}-${archive.name}`;
  const url = `https://github.com/nats-io/nats-server/releases/download/v${RELEASE.version}/${folder}.tar.gz`;
  const bytes = await fetched(url);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== archive.sha256)
    throw new Error(`the archive has SHA-256 ${digest}, expected ${archive.sha256}`);
  return intoCache(async (work) => {
    await writeFile(join(work, 'archive.tar.gz'), bytes);
    await run('tar', ['-xzf', join(work, 'archive.tar.gz'), '-C', work]);
    return join(work, folder, 'nats-server');
  });
}

/** The answer has to begin within 5 s; the whole of it may take a minute. */
async function fetched(url: string): Promise<Buffer> {
  const slow = new AbortController();
  const noAnswer = setTimeout(() => slow.abort(new Error('no answer within 5 s')), 5_000);
  const response = await fetch(url, {
    signal: AbortSignal.any([slow.signal, AbortSignal.timeout(60_000)]),
  }).finally(() => clearTimeout(noAnswer));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

async function goInstall(say: (line: string) => void): Promise<NatsBinary | null> {
  await run('go', ['version']).catch(() => {
    throw new Error('no Go on the PATH');
  });
  say(`building ${GO_VERSION} with Go, which takes about a minute, once`);
  return intoCache(async (work) => {
    await run('go', ['install', `github.com/nats-io/nats-server/v2@v${GO_VERSION}`], {
      env: { ...process.env, GOBIN: work },
      timeout: 240_000,
      maxBuffer: 16 << 20,
    });
    return join(work, 'nats-server');
  });
}

/** Fetched and unpacked, not installed: no rights are needed, and nothing of the system changes. */
async function distributionPackage(): Promise<NatsBinary | null> {
  await run('apt-get', ['--version']).catch(() => {
    throw new Error('no apt-get here');
  });
  return intoCache(async (work) => {
    const own = await ownLists(work);
    const fetchPackage = (options: readonly string[]) =>
      run('apt-get', [...options, 'download', 'nats-server'], { cwd: work, timeout: 60_000 });
    await fetchPackage([]).catch(async () => {
      await run('apt-get', [...own, 'update'], { timeout: 90_000, maxBuffer: 16 << 20 });
      await fetchPackage(own);
    });
    const file = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (!file) throw new Error('apt-get download brought no package');
    await run('dpkg-deb', ['-x', join(work, file), join(work, 'unpacked')]);
    return join(work, 'unpacked/usr/sbin/nats-server');
  });
}

async function ownLists(work: string): Promise<readonly string[]> {
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await mkdir(join(work, 'archives/partial'), { recursive: true });
  return ['-o', `Dir::State::lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${work}`];
}

/** Works in a folder of its own and moves the binary to its place in one step, so that two may do this at once. */
async function intoCache(get: (work: string) => Promise<string>): Promise<NatsBinary | null> {
  const work = join(store(), `.${randomUUID()}`);
  await mkdir(work, { recursive: true });
  try {
    const found = await atPath(await get(work));
    if (!found) return null;
    const path = join(store(), found.version, 'nats-server');
    await mkdir(dirname(path), { recursive: true });
    await rename(found.path, path);
    return { ...found, path };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
