#!/usr/bin/env node
// The door to everything here: sets up what is missing, then runs the command under the pinned Node. Needs nothing
// but Node >= 20, so it imports only what Node brings.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { setUp } from './set-up.mjs';

const here = process.env.INIT_CWD ?? process.cwd();
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const commands = {
  build: null,
  demo: (args) => ({ argv: [join(root, 'apps/cli/src/main.ts'), 'demo', ...args], cwd: here }),
  headrace: (args) => ({ argv: [join(root, 'apps/cli/src/main.ts'), ...args], cwd: here }),
  bench: (args) => ({ argv: ['bench/src/main.ts', ...args], cwd: root }),
  chaos: (args) => ({ argv: ['bench/src/chaos/main.ts', ...args], cwd: root }),
  test: (args) => ({ argv: [...jest, ...args], cwd: root, env: { HEADRACE_NATS_SERVER: natsServer() } }),
  pictures: () => ({ argv: ['scripts/pictures.mjs'], cwd: root }),
  verify: (args) => ({ argv: ['scripts/verify.mjs', ...args], cwd: root }),
};

async function main([name, ...args]) {
  if (!Object.hasOwn(commands, name ?? '')) throw new Error(`Which one? ${Object.keys(commands).join(', ')}`);
  await setUp();
  if (commands[name]) process.exitCode = await underPinnedNode(commands[name](args));
}

/** The exit code of the command, or 128 + n when signal n ended it. */
function underPinnedNode({ argv, cwd, env = {} }) {
  const child = spawn(pinnedNode(), argv, { cwd, env: { ...pinnedEnv(), ...env }, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(signal, child));
  if (process.env.npm_lifecycle_event) watchParent(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** Tests start servers of their own. Where none can be had, those tests fail and say so; the others still run. */
function natsServer() {
  if (process.env.HEADRACE_NATS_SERVER) return process.env.HEADRACE_NATS_SERVER;
  const finder = [join(root, 'scripts/nats-server.mjs')];
  return spawnSync(pinnedNode(), finder, { stdio: ['ignore', 'pipe', 'inherit'] })
    .stdout.toString()
    .trim();
}

/** npm that is told to end does so without a word to us, and what it started would go on for ever. */
function watchParent(child) {
  const npm = process.ppid;
  const watch = setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 250);
  child.on('exit', () => clearInterval(watch));
}

/** A terminal has already sent its Ctrl-C to the whole group, and twice may mean something else than once. */
function forward(signal, child) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
