import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export type NatsBinary = { readonly path: string; readonly version: string };

/**
 * The nats-servers of this machine, without repetition: `HEADRACE_NATS_SERVER`, every one on PATH, then those that
 * `scripts/nats-server.mjs` has put into the cache. Nothing is downloaded.
 */
export function natsBinaries(): readonly NatsBinary[] {
  const found = new Map<string, NatsBinary>();
  for (const path of candidates()) {
    const version = versionOf(path);
    if (version && !found.has(version)) found.set(version, { path, version });
  }
  return [...found.values()];
}

/** The first one that is at least `version` (`2.12`); null where there is none. */
export const natsBinaryFrom = (version: string): NatsBinary | null =>
  natsBinaries().find((binary) => atLeast(binary.version, version)) ?? null;

export function atLeast(version: string, wanted: string): boolean {
  const has = version.split('.').map(Number);
  const wants = wanted.split('.').map(Number);
  for (const [i, want] of wants.entries()) if ((has[i] ?? 0) !== want) return (has[i] ?? 0) > want;
  return true;
}

function candidates(): string[] {
  const given = process.env['HEADRACE_NATS_SERVER'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'nats-server'));
  return [...(given ? [given] : []), ...onPath, ...cached()].filter((path) => existsSync(path));
}

/** `<cache>/headrace/nats-server/<version>/nats-server`, as apps/cli/src/up/nats.binary.ts lays it out. */
function cached(): string[] {
  const root = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'headrace', 'nats-server');
  const versions = existsSync(root) ? readdirSync(root).filter((name) => !name.startsWith('.')) : []; // .…: half done
  return versions.map((version) => join(root, version, 'nats-server'));
}

function versionOf(path: string): string | null {
  try {
    return (
      /v(\d+\.\d+\.\d+)/.exec(execFileSync(path, ['-v'], { encoding: 'utf8', timeout: 10_000 }))?.[1] ?? null
    );
  } catch {
    return null; // not executable here: not a candidate
  }
}
