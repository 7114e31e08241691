// Node 24 comes with the packages (optionalDependencies of the root), so that Node 20 on the PATH is enough to begin.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const bin = join(root, 'node_modules', '.bin');

/** The Node that runs the product: the pinned one, or on a platform that has none the caller's, if it is new enough. */
export function pinnedNode() {
  const pinned = join(bin, 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `No pinned Node for ${process.platform}-${process.arch}, and Node ${process.versions.node} is too old to run TypeScript: install Node 24.`,
  );
}

/** The environment in which `node` is the pinned one, and nx neither starts a daemon nor draws over the terminal. */
export function pinnedEnv() {
  const path = [bin, dirname(pinnedNode()), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
}
