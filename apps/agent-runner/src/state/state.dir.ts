import { mkdir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AttemptId, PROPOSAL_FILE, type ChangeId } from '@headrace/events';

/** Where everything of one runner lives. Nothing outside of it is written, except by agents and git remotes. */
export type StateDir = {
  readonly root: string;
  readonly lock: string;
  readonly mirrors: string;
  readonly attempts: string;
  readonly landings: string;
};

/** The places of one attempt. `work` holds nothing but the workspace, so that a neighbour in it is a trespass. */
export type AttemptDir = {
  readonly root: string;
  readonly record: string;
  readonly outbox: string;
  readonly evidence: string;
  readonly log: string;
  readonly index: string;
  readonly home: string;
  readonly tmp: string;
  /** In `tmp`, where the agent may write: tasks that it proposes in the place of its own. */
  readonly proposal: string;
  readonly work: string;
  readonly checks: string;
};

export async function openStateDir(path: string): Promise<StateDir> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const root = await realpath(path); // git answers with real paths
  const dir: StateDir = {
    root,
    lock: join(root, 'lock'),
    mirrors: join(root, 'mirrors'),
    attempts: join(root, 'attempts'),
    landings: join(root, 'landings'),
  };
  for (const each of [dir.mirrors, dir.attempts, dir.landings])
    await mkdir(each, { recursive: true, mode: 0o700 });
  return dir;
}

export function attemptDir(state: StateDir, attempt: AttemptId): AttemptDir {
  const root = join(state.attempts, attempt);
  return {
    root,
    record: join(root, 'record.json'),
    outbox: join(root, 'outbox'),
    evidence: join(root, 'evidence'),
    log: join(root, 'log.jsonl'),
    index: join(root, 'index'),
    home: join(root, 'home'),
    tmp: join(root, 'tmp'),
    proposal: join(root, 'tmp', PROPOSAL_FILE),
    work: join(root, 'work'),
    checks: join(root, 'checks'),
  };
}

export const landingDir = (state: StateDir, change: ChangeId, fence: number): string =>
  join(state.landings, `${change}.${fence}`);

/** The attempts that an earlier life of this runner left behind. */
export async function attemptsLeft(state: StateDir): Promise<readonly AttemptId[]> {
  const names = await readdir(state.attempts);
  return names.flatMap((name) => AttemptId.safeParse(name).data ?? []);
}
