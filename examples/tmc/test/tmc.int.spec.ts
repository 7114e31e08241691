import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlan } from '@headrace/engine';
import { jest } from '@jest/globals';
import type { PlanFile, TaskFile } from '@headrace/events';
import { parse } from 'yaml';
import { startAgent } from './acp.client.ts';
import { runGates } from './gates.ts';
import { Stage, type Played } from './play.ts';
import { workPrompt } from './prompts.ts';
import { git, makeWorkspace } from './repository.ts';

type Example = { makeRepo(dir: string): { repo: string; forge: string; head: string } };

const example = join(import.meta.dirname, '..');
// it starts many short programs, on machines that are busy
jest.setTimeout(60_000);

const dir = mkdtempSync(join(tmpdir(), 'tmc-spec-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function readPlan(): PlanFile {
  const checked = checkPlan(parse(readFileSync(join(example, 'plan.yaml'), 'utf8')));
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return checked.value;
}
const plan = readPlan();
const taskOf = (id: string): TaskFile => plan.tasks.find((task) => task.id === id)!;

async function makeRepo(name: string) {
  const { makeRepo: make } = (await import(join(example, 'make-repo.mjs'))) as Example;
  return make(join(dir, name));
}

describe('the code base', () => {
  it('is made of the same commits each time, and found when it is there', async () => {
    const one = await makeRepo('one');
    const two = await makeRepo('two');
    expect(two.head).toBe(one.head);
    expect(git(one.forge, 'rev-parse', 'main')).toBe(one.head);
    expect(await makeRepo('one')).toEqual(one);
  });

  it('passes what each change has to pass, and fails what the plan is there to mend', async () => {
    const { repo, head } = await makeRepo('seed');
    const bench = { plan, task: taskOf('check-phase-0'), workspace: repo, base: head, head };
    const failedOf = async (ids: readonly string[]) =>
      (await runGates(bench, ids)).filter(({ passed }) => !passed).map(({ id }) => id);
    const each = plan.defaults.gates.filter((id) => plan.gates[id]?.kind === 'command');
    expect(await failedOf([...each, 'e2e', 'no-new-violation'])).toEqual([]);
    const mended = ['patterns', 'security', 'scalability', 'isolation-strict', 'flags', 'foundation'];
    expect(await failedOf(mended)).toEqual(mended);
  });
});

describe('the plan, played without Headrace', () => {
  let stage: Stage;
  let repo: string;
  const played = (id: string): Played => stage.played.find((each) => each.id === id)!;

  beforeAll(async () => {
    ({ repo } = await makeRepo('play'));
    stage = new Stage(plan, repo);
    for (const phase of plan.phases) {
      const tasks = plan.tasks.filter((task) => task.phase === phase.id);
      const opened = stage.tip;
      for (const task of tasks) {
        const isFollower = task.id === '03a-committer' || task.id.startsWith('check-');
        const { head, landed } = await stage.task(task, isFollower ? stage.tip : opened);
        if (head && !landed && task.split) await stage.parts(task, head);
      }
    }
  }, 180_000);

  it('ends with every task done', () => {
    const open = stage.played.filter(({ failed }) => failed.at(-1)?.length !== 0).map(({ id }) => id);
    expect(open).toEqual(['02-apiexport']);
  });

  it('feeds back coverage that is too low, and then it is not', () => {
    expect(played('02-feature-flags').failed).toEqual([['coverage'], []]);
    expect(played('02-feature-flags').verdicts.find(({ id }) => id === 'coverage')?.measure).toBeGreaterThan(
      60,
    );
  });

  it('has a secret in the clear rejected by the architect, and then sealed', () => {
    expect(played('01-secret-management').failed).toEqual([['architecture-review'], []]);
    expect(git(repo, 'show', 'HEAD:src/secrets/secret-store.mjs')).toContain('seal(');
  });

  it('refuses a change of 2,638 lines, and lands it as four of about 600', () => {
    expect(played('02-apiexport')).toMatchObject({ failed: [['size']], lines: 2638, landed: null });
    const parts = taskOf('02-apiexport').split!.map(({ id }) => played(id));
    expect(parts.map(({ failed }) => failed)).toEqual([[[]], [[]], [[]], [[]]]);
    expect(parts.reduce((sum, { lines }) => sum + lines, 0)).toBe(2638);
    for (const { lines } of parts) expect(lines).toBeLessThan(700);
    const whole = git(repo, 'rev-parse', `${played('02-apiexport').head!}:src/apiexport`);
    expect(git(repo, 'rev-parse', 'HEAD:src/apiexport')).toBe(whole);
  });

  it('needs no second round anywhere else', () => {
    const again = stage.played.filter(({ failed }) => failed.length > 1).map(({ id }) => id);
    expect(again).toEqual(['02-feature-flags', '01-secret-management']);
  });

  it('leaves a branch on which the integration checks pass', async () => {
    const follow = plan.followUps[0]!;
    const task = {
      ...follow.task,
      id: 'integrate-04-placement',
      needs: [],
      after: [],
    } as unknown as TaskFile;
    expect(await stage.task(task)).toMatchObject({ failed: [[]], head: null });
  });
});

describe('the agent', () => {
  it('streams what it does: a plan, messages, edits with their diff, commands, and how full its context is', async () => {
    const { repo, head } = await makeRepo('stream');
    const agent = await startAgent(repo);
    const { updates, text } = await agent.prompt(workPrompt(plan, taskOf('03a-typed-workqueues')));
    expect(new Set(updates.map(({ sessionUpdate }) => sessionUpdate))).toEqual(
      new Set([
        ...['plan', 'agent_message_chunk', 'agent_thought_chunk'],
        ...['tool_call', 'tool_call_update', 'usage_update'],
      ]),
    );
    const kinds = updates.flatMap((update) => (update.sessionUpdate === 'tool_call' ? [update.kind] : []));
    expect(new Set(kinds)).toEqual(new Set(['read', 'edit', 'delete', 'execute']));
    expect(agent.asked).toEqual([expect.stringContaining('Remove src/queue/raw-queue.mjs')]);
    expect(text).toContain('KCP001');
    expect(git(repo, 'rev-parse', 'HEAD')).toBe(head);
    expect(await agent.close()).toBe(0);
  });

  it('stops when it may not', async () => {
    const { repo } = await makeRepo('refused');
    const agent = await startAgent(repo, { permission: 'reject_once' });
    const { stopReason } = await agent.prompt(workPrompt(plan, taskOf('03a-typed-workqueues')));
    expect(stopReason).toBe('refusal');
    await agent.close();
  });

  it('stops when it is cancelled, in the middle of a long task', async () => {
    const { repo } = await makeRepo('cancelled');
    const agent = await startAgent(repo, { pace: 1 });
    const answer = agent.prompt(workPrompt(plan, taskOf('integration-harness')));
    const isRehearsing = () =>
      agent.updates.some((update) => update.sessionUpdate === 'tool_call' && update.kind === 'execute');
    while (!isRehearsing()) await new Promise((resolve) => setTimeout(resolve, 20));
    await agent.cancel();
    expect((await answer).stopReason).toBe('cancelled');
    await agent.close();
  });

  it('does at once what an earlier attempt was sent back for', async () => {
    const { repo } = await makeRepo('again');
    const agent = await startAgent(repo);
    await agent.prompt(workPrompt(plan, taskOf('01-secret-management'), { attempt: 2, feedback: 'seal it' }));
    expect(readdirSync(join(repo, 'src/secrets'))).toContain('seal.mjs');
    await agent.close();
  });

  it('leaves a note for a task that it does not know, and changes nothing when nothing may change', async () => {
    const { repo, head } = await makeRepo('unknown');
    const workspace = makeWorkspace(repo, 'unknown', head);
    const unknown = { ...taskOf('04-placement'), id: 'paint-it-red' } as TaskFile;
    const agent = await startAgent(workspace);
    await agent.prompt(workPrompt(plan, { ...unknown, change: 'none' }));
    expect(git(workspace, 'status', '--porcelain')).toBe('');
    await agent.prompt(workPrompt(plan, unknown));
    expect(readFileSync(join(workspace, 'notes/paint-it-red.md'), 'utf8')).toContain(unknown.title);
    await agent.close();
  });
});
