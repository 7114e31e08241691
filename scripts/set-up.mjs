// From a fresh clone to something that runs: packages, then the builds. Does nothing, quickly, when nothing changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { progress } from './progress.mjs';

const state = join(root, '.headrace');
const installStamp = join(root, 'node_modules/.headrace-lockfile');
const buildStamp = join(state, 'built');
const outputs = ['apps/orchestrator/dist', 'apps/planner/dist', 'apps/web/dist'];
const notSources = new Set(['node_modules', 'dist', 'dist-client', 'coverage', 'test']);

export async function setUp() {
  if (isInstalled() && isBuilt()) return;
  await withLock(join(state, 'set-up.lock'), installAndBuild, () =>
    process.stderr.write('set-up: another run is setting up this clone, waiting for it\n'),
  );
}

async function installAndBuild() {
  const steps = [];
  if (!isInstalled()) steps.push({ title: 'installing packages (about a minute, once)', run: install });
  if (steps.length > 0 || !isBuilt()) steps.push({ title: 'building the apps', run: build });
  await progress(steps);
}

/** Installed by us, by the stamp that goes when node_modules goes; or by hand, which is not done again. */
function isInstalled() {
  return textOf(installStamp) === hashOf('package-lock.json') || isInstalledByHand();
}

/** npm writes what it installed as its last act; what was made for other platforms is not in there. */
function isInstalledByHand() {
  const installed = JSON.parse(textOf(join(root, 'node_modules/.package-lock.json')) ?? '{}').packages;
  if (!installed) return false;
  const wanted = Object.entries(JSON.parse(textOf(join(root, 'package-lock.json'))).packages);
  return wanted.every(([path, { version, optional, link }]) => {
    if (!path.includes('node_modules/') || link) return true;
    return path in installed ? installed[path].version === version : optional === true;
  });
}

async function install() {
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  // Said here, because a person's own npm settings may leave out what cannot be missed: the compilers, the pinned
  // Node, and the script that links the libraries of Postgres (`allowScripts` of package.json denies the others).
  const needed = ['--include=dev', '--include=optional', '--ignore-scripts=false'];
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run([...npm, 'ci', ...needed, ...quiet]);
  writeFileSync(installStamp, hashOf('package-lock.json'));
}

function isBuilt() {
  if (!outputs.every((path) => existsSync(join(root, path)))) return false;
  return textOf(buildStamp) === sourcesHash();
}

async function build() {
  const hash = sourcesHash();
  await run(
    [pinnedNode(), join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build'],
    pinnedEnv(),
  );
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, hash);
}

/** nx knows this too, but takes over half a second to say so. */
function sourcesHash() {
  const hash = createHash('sha256');
  const built = outputs.map((path) => dirname(path)).concat('libs');
  const files = [...new Set(built)].flatMap((path) => sourcesIn(join(root, path)));
  for (const file of [...files, join(root, 'tsconfig.base.json'), join(root, 'package-lock.json')]) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function sourcesIn(directory) {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return notSources.has(entry.name) ? [] : sourcesIn(path);
    return entry.isFile() && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}

/** Runs a command out of sight; what it said is shown when it fails. */
function run([command, ...args], env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`${command} ${args.slice(0, 4).join(' ')} ended with ${code ?? signal}\n${said}`));
    });
  });
}

function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function hashOf(path) {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
}
