import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChangeLanded } from '@headrace/events';
import type { PlacedCommit } from '../plan/plan.watch.ts';
import type { Expectation, RefusedUpdate } from './demo.expectations.ts';

const run = promisify(execFile);

/** Held against the repository itself: every landed result is on the branch, in order, and the tests pass there. */
export async function branchExpectations(
  forge: string,
  target: string,
  commits: readonly PlacedCommit[],
  test: readonly string[],
): Promise<Expectation[]> {
  const landed = commits
    .flatMap(({ commit }) => commit.events)
    .filter((event): event is ChangeLanded => event.type === 'ChangeLanded');
  const { stdout } = await run(
    'git',
    ['--git-dir', forge, 'rev-list', '--first-parent', '--reverse', target],
    { maxBuffer: 64 << 20 },
  );
  const onBranch = stdout.split('\n').filter((sha) => landed.some(({ result }) => result === sha));
  const isSame =
    onBranch.length === landed.length && onBranch.every((sha, index) => sha === landed[index]?.result);
  const passed = await testsPass(forge, target, test);
  return [
    {
      title: `every change is on ${target}, in the order of the log`,
      isMet: landed.length > 0 && isSame,
      proof: `${onBranch.length} of ${landed.length} changes`,
    },
    { title: `the repository's own tests pass on ${target}`, isMet: passed.ok, proof: passed.words },
  ];
}

async function testsPass(
  forge: string,
  target: string,
  [command = '', ...args]: readonly string[],
): Promise<{ ok: boolean; words: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'headrace-proof-'));
  try {
    await run('git', ['clone', '--quiet', '--branch', target, forge, dir]);
    const env = { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8' };
    const { stdout } = await run(command, args, { cwd: dir, env, timeout: 60_000, maxBuffer: 64 << 20 });
    return { ok: true, words: /^. pass \d+/m.exec(stdout)?.[0].slice(2) ?? 'exit code 0' };
  } catch (error) {
    return { ok: false, words: (error as Error).message.slice(0, 300) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The updates that were refused, from the logs of the runners. */
export function refusedUpdates(logFiles: readonly string[]): RefusedUpdate[] {
  return logFiles
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.startsWith('{') && line.includes('"code"'))
    .flatMap((line) => {
      const { attemptId, code } = JSON.parse(line) as Partial<RefusedUpdate>;
      return attemptId && code ? [{ attemptId, code }] : [];
    });
}
