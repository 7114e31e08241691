import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/**
 * SHA-256 of the code that folds. State that other code folded may lack a field, whatever its version says: so no
 * change of a state has to be announced to snapshots.
 */
export function codeDigest(): string {
  const hash = createHash('sha256');
  for (const room of ['@headrace/engine', '@headrace/events']) {
    const dir = dirname(resolve(room));
    for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(isCode).sort())
      hash.update(`${path}\n`).update(readFileSync(join(dir, path)));
  }
  return hash.digest('hex');
}

const isCode = (path: string): boolean => /\.[jt]s$/.test(path) && !/\.(spec|d)\.ts$/.test(path);
