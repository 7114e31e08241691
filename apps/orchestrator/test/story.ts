import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Running } from './running.ts';
import type { Assigned, Reply } from './speak.ts';

/* What happens in many stories, by HTTP as runners and people do it. */

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];

/** A bare repository with one commit on `main`; it goes with the nats-server's directory. */
export async function bareRepository({ nats }: Running): Promise<string> {
  const dir = await mkdtemp(join(dirname(nats.storeDir), 'repo-'));
  const git = (...args: string[]) => execFileSync('git', [...identity, ...args], { cwd: dir, stdio: 'pipe' });
  git('init', '-q', '-b', 'main', 'work');
  git('-C', 'work', 'commit', '-q', '--allow-empty', '-m', 'first');
  git('clone', '-q', '--bare', 'work', 'forge.git');
  return join(dir, 'forge.git');
}

export const sha = (digit: string): string => digit.repeat(40);

/** `plan` has one task for each of `tasks`, all with gate `test` and one approval. */
export const planOf = (plan: string, tasks: readonly string[], more = ''): string => `
plan: ${plan}
title: A plan
repo: web
roles:
  dev: { title: Developer, agent: shell, instructions: Be kind. }
gates:
  test: { kind: command, run: npm test }
defaults: { gates: [test] }
${more}
tasks:
${tasks.map((id) => `  - { id: ${id}, title: Task ${id}, role: dev, run: echo ${id}, brief: Do ${id}, scope: ["${id}/**"] }`).join('\n')}
`;

export const yaml = { headers: { 'content-type': 'application/yaml' } };

/** Registers the repository `web`, the runner, and submits a plan; gives the runner's token. */
export async function prepared(
  running: Running,
  plan = planOf('p', ['a', 'b']),
  runnerId = 'r1',
): Promise<string> {
  const url = await bareRepository(running);
  expectStatus(await running.post('/repos', { repoId: 'web', url }), 201);
  const token = await registered(running, runnerId);
  expectStatus(await running.post('/plans', plan, yaml), 201);
  return token;
}

export async function registered(running: Running, runnerId: string, slots = 4): Promise<string> {
  const offer = { roles: ['*'], agents: ['shell'], labels: [], slots };
  const answer = await running.post('/runners', { runnerId, version: '1', host: 'here', ...offer });
  return expectStatus(answer, 201).json.token;
}

export const ask = (slots: number, waitMs = 0, runnerId = 'r1') => ({
  ...{ runnerId, roles: ['*'], agents: ['shell'], labels: [], slots, waitMs },
});

/** From the claim to an open change; the answer of OpenChange. */
export async function worked(
  running: Running,
  { attemptId, fence, token, gates }: Pick<Assigned, 'attemptId' | 'fence' | 'token' | 'gates'>,
): Promise<Reply> {
  const claim = { attemptId, fence };
  const send = (command: object) =>
    running.post('/tasks/update', { command: { ...claim, ...command } }, { token });
  expectStatus(await send({ type: 'StartAttempt', base: sha('1'), branch: 'b' }), 200);
  expectStatus(await send({ type: 'StartGates', round: 1 }), 200);
  const { definition } = gates[0]!;
  expectStatus(await send({ type: 'ReportGate', round: 1, result: passed(definition) }), 200);
  return send({ type: 'OpenChange', ...content });
}

export const passed = (definition: string) => ({
  ...{ gate: 'test', verdict: 'passed', base: sha('1'), head: sha('2'), tree: sha('3'), definition },
  ...{ measure: null, limit: null, unit: '', durationMs: 5, summary: 'ok', evidence: null },
});

export const content = {
  ...{ branch: 'b', base: sha('1'), head: sha('2'), tree: sha('3'), patchId: sha('4'), lines: 3 },
  files: [{ path: 'a/x.ts', added: 2, removed: 1, generated: false }],
  diff: { sha256: 'd'.repeat(64), bytes: 10, mediaType: 'text/x-diff' },
};

export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status !== status)
    throw new Error(`${reply.status} instead of ${status}: ${JSON.stringify(reply.json)}`);
  return reply;
}

/** The one that a claim gave. */
export function theOnly<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`${items.length} instead of 1`);
  return items[0]!;
}
