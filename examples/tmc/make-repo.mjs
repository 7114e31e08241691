#!/usr/bin/env node
// Makes the repository that the TMC plan works on, and the bare one that stands for a forge. Each run makes the same
// commits: people, dates and files are fixed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SEED = path.join(import.meta.dirname, 'seed');
const BRANCH = 'main';

/** What each commit adds, in order; the last one is where the plan begins. */
const HISTORY = [
  [
    'feat: logical clusters and a store for their objects',
    [
      ...['package.json', '.gitignore', '.gitattributes', 'README.md'],
      ...[
        'src/workspace',
        'src/store',
        'test/workspace',
        'test/store',
        'docs/workspaces.md',
        'docs/store.md',
      ],
    ],
  ],
  [
    'feat: controllers for workloads and sync targets',
    [
      'src/queue',
      'src/controllers',
      'test/queue',
      'test/controllers',
      'docs/queue.md',
      'docs/controllers.md',
    ],
  ],
  ['feat: a manager for syncer binaries', ['src/binaries', 'test/binaries', 'docs/binaries.md']],
  [
    'feat: API kinds and exports',
    ['src/apis', 'src/apiexport', 'test/apis', 'test/apiexport', 'docs/apis.md', 'docs/exports.md'],
  ],
  [
    'feat: a server of all parts',
    ['src/server.mjs', 'src/components', 'test/server', 'test/e2e', 'docs/server.md'],
  ],
  ['chore: tools that check style, docs, coverage, isolation and patterns', ['tools']],
  ['docs: record the architectural review', ['docs/architecture-review.md', 'known']],
];

/** Nothing of the machine's own git configuration takes part, and no hook runs. */
const environment = (day) => {
  const date = `2025-01-${String(6 + day).padStart(2, '0')}T09:00:00+00:00`;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
    ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
    ...{ GIT_AUTHOR_NAME: 'TMC', GIT_AUTHOR_EMAIL: 'tmc@example.invalid', GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: 'TMC', GIT_COMMITTER_EMAIL: 'tmc@example.invalid', GIT_COMMITTER_DATE: date },
  };
};

/** What a demo does with the plan: whose runners it stops and kills, and the command that proves the branch at the end. */
export const scenes = {
  stop: 'integration-harness',
  kill: 'testing-of-fixes',
  test: ['node', '--test', '--test-isolation=none', 'test/**/*.test.mjs'],
};

/**
 * Makes `DIR/tmc` (a clone to look at) and `DIR/tmc.git` (bare, the forge), or finds them there. Answers
 * `{repo, forge, branch, head}`, where `head` is the commit that the plan begins on.
 */
export function makeRepo(dir) {
  const forge = path.resolve(dir, 'tmc.git');
  const repo = path.resolve(dir, 'tmc');
  if (!existsSync(forge)) makeBoth(repo, forge);
  const head = gitIn(repo)(['rev-parse', 'HEAD']);
  return { repo, forge, branch: BRANCH, head };
}

/** The forge appears last and whole, so that a run which was cut short is begun again. */
function makeBoth(repo, forge) {
  rmSync(repo, { recursive: true, force: true });
  mkdirSync(repo, { recursive: true });
  const git = gitIn(repo);
  git(['init', '--quiet', `--initial-branch=${BRANCH}`]);
  HISTORY.forEach(([subject, paths], day) => {
    for (const file of paths) cpSync(path.join(SEED, file), path.join(repo, file), { recursive: true });
    git(['add', '--all']);
    git(['commit', '--quiet', '--no-gpg-sign', '-m', subject], day);
  });
  const unfinished = `${forge}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  git(['clone', '--quiet', '--bare', '--no-hardlinks', repo, unfinished]);
  git(['--git-dir', unfinished, 'remote', 'remove', 'origin']);
  renameSync(unfinished, forge);
  git(['remote', 'add', 'origin', forge]);
  git(['fetch', '--quiet', 'origin']);
  git(['branch', '--quiet', `--set-upstream-to=origin/${BRANCH}`]);
}

function gitIn(cwd) {
  const settings = [
    'core.hooksPath=/dev/null',
    'core.excludesFile=/dev/null',
    'core.attributesFile=/dev/null',
  ];
  const fixed = [...settings, 'core.autocrlf=false'].flatMap((setting) => ['-c', setting]);
  return (args, day = 0) =>
    execFileSync('git', [...fixed, ...args], {
      ...{ cwd, env: environment(day), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    }).trim();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [dir] = process.argv.slice(2);
  if (!dir) {
    console.error('usage: node make-repo.mjs DIR   makes DIR/tmc and the bare DIR/tmc.git');
    process.exitCode = 2;
  } else console.log(JSON.stringify(makeRepo(dir), null, 2));
}
