import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Builds the client as it is now, into a directory of its own: a test never meets an older build. */
export async function builtClient(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'headrace-client-'));
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const web = join(import.meta.dirname, '..');
  await run(
    process.execPath,
    [vite, 'build', 'client', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: web },
  );
  return outDir;
}
