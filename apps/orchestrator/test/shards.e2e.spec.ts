import type { OrgId } from '@headrace/events';
import { hasCommits } from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import { startPlant, type Asked, type Plant } from './plant.ts';
import { ask, expectStatus, theOnly, yaml } from './story.ts';

const planOf = (plan: string, tasks: readonly string[]): string => `
plan: ${plan}
title: A plan
repo: web
roles:
  dev: { title: Developer, agent: shell, instructions: Be kind. }
tasks:
${tasks.map((id) => `  - { id: ${id}, title: Task ${id}, role: dev, run: echo ${id}, brief: Do ${id}, change: none }`).join('\n')}
`;

const offer = { version: '1', host: 'here', roles: ['*'], agents: ['shell'], labels: [], slots: 4 };
const repo = { repoId: 'web', url: 'https://h/r', defaultBranch: 'main' };

/** Repository, plan and runner of an org; gives the runner's token. */
async function begun(at: Asked, org: string, tasks: readonly string[]): Promise<string> {
  const body = [{ command: { type: 'RegisterRepo', ...repo } }];
  expectStatus(await at.ask(org, 'POST', '/commands', { body }), 200);
  expectStatus(await at.ask(org, 'POST', '/plans', { body: planOf('p', tasks), ...yaml }), 201);
  const runner = await at.ask(org, 'POST', '/runners', { body: { runnerId: 'r1', ...offer } });
  return expectStatus(runner, 201).json.token;
}

const claimed = async (at: Asked, org: string, token: string, waitMs = 30_000) => {
  const reply = await at.ask(org, 'POST', '/tasks/claim', { body: ask(1, waitMs), token });
  return theOnly(expectStatus(reply, 200).json.attempts);
};

/** Claims a task and completes it; gives the position. */
async function completed(at: Asked, org: string, runner: string): Promise<number> {
  const { attemptId, fence, token } = await claimed(at, org, runner);
  const send = async (command: object) => {
    const body = { command: { attemptId, fence, ...command } };
    return expectStatus(await at.ask(org, 'POST', '/tasks/update', { body, token }), 200).json.position;
  };
  await send({ type: 'StartAttempt', base: '1'.repeat(40), branch: 'b' });
  return send({ type: 'CompleteAttempt' });
}

const roleOf = async (at: Asked) => (await at.ask('main', 'GET', '/health')).json.writer.role;

describe('two shards on one nats-server and one Postgres', () => {
  let plant: Plant;
  let main: Asked;
  let eu: Asked;
  beforeAll(async () => {
    plant = await startPlant(['main', 'eu'], { HEADRACE_LEASE_MS: '1000' });
    main = await plant.orchestratorOf('main');
    eu = await plant.orchestratorOf('eu');
    await Promise.all(['main', 'eu'].map((shard) => plant.plannerOf(shard)));
    expectStatus(await main.ask('acme', 'PUT', '/orgs/acme/shard', { body: { shard: 'eu' } }), 200);
  });
  afterAll(() => plant.stop());

  const homesOf = async (org: string) => {
    const has = (shard: string) => hasCommits(plant.broker, shard, org as OrgId);
    return { main: await has('main'), eu: await has('eu') };
  };

  it('do the work of an org in the one that it lives in, whichever orchestrator is asked', async () => {
    const acme = await begun(main, 'acme', ['a', 'b']);
    const local = await begun(main, 'local', ['z']);
    await completed(main, 'acme', acme);
    const last = await completed(eu, 'acme', acme);
    const done = await completed(main, 'local', local);
    expect(await homesOf('acme')).toEqual({ main: false, eu: true });
    expect(await homesOf('local')).toEqual({ main: true, eu: false });
    for (const at of [main, eu]) {
      const { items } = expectStatus(await at.ask('acme', 'GET', `/tasks?after=${last}`), 200).json;
      expect(items).toMatchObject([
        { key: 'p.a', state: 'done' },
        { key: 'p.b', state: 'done' },
      ]);
      const page = expectStatus(await at.ask('acme', 'GET', '/events?limit=1000'), 200).json;
      expect(page).toMatchObject({ shard: 'eu', head: last });
      expect(page.items.map(({ commit }) => commit.org)).toEqual(page.items.map(() => 'acme'));
      const over = new AbortController();
      for await (const { data } of at.frames('acme', '/events?type=TaskDone', over.signal)) {
        expect(data.commit.org).toBe('acme');
        over.abort();
      }
    }
    const { items } = (await eu.ask('local', 'GET', `/plans?after=${done}`)).json;
    expect(items).toMatchObject([{ planId: 'p', counts: { done: 1 } }]);
  });

  it('have a planner each, whose clock ends leases in its own', async () => {
    const token = await begun(eu, 'late', ['x']); // nobody placed it: it lives where it was asked for
    expect(await homesOf('late')).toEqual({ main: false, eu: true });
    expect((await claimed(eu, 'late', token)).fence).toBe(1);
    const reply = expectStatus(
      await main.ask('late', 'POST', '/runners', { body: { runnerId: 'r2', ...offer } }),
      201,
    );
    const body = { ...ask(1, 30_000), runnerId: 'r2' };
    for (let fence = 0; fence < 2;) {
      const again = await main.ask('late', 'POST', '/tasks/claim', { body, token: reply.json.token });
      fence = expectStatus(again, 200).json.attempts[0]?.fence ?? 0;
    }
  });

  it('have a chain and a read model each, which can be proven', async () => {
    const [audit, rebuilt] = await Promise.all([plant.said('audit', 'eu'), plant.said('rebuild', 'eu')]);
    expect(audit).toMatchObject({
      ok: true,
      shard: 'eu',
      orgs: [{ org: 'acme' }, { org: 'late' }],
      breaks: [],
    });
    expect(rebuilt).toMatchObject({ equal: true });
    expect(await plant.said('audit', 'main')).toMatchObject({
      ok: true,
      shard: 'main',
      orgs: [{ org: 'local' }],
    });
  });

  it('keep a token in its org', async () => {
    const minted = await eu.ask('local', 'POST', '/tokens', { body: { actor: 'person:eve' } });
    const { token } = expectStatus(minted, 201).json;
    const { json } = await main.ask('acme', 'GET', '/events', { token });
    expect(json.items.map(({ commit }) => commit.org)).toEqual(json.items.map(() => 'local'));
    for (const at of [main, eu]) {
      const placing = await at.ask('acme', 'PUT', '/orgs/acme/shard', { body: { shard: 'main' }, token });
      expect([placing.status, placing.json.code]).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('cost a command of another shard one hop', async () => {
    const medianMs = async (at: Asked) => {
      const times: number[] = [];
      for (let n = 0; n < 201; n++) {
        const begunMs = performance.now();
        const path = `/tasks/p.a/${n % 2 === 0 ? 'retry' : 'cancel'}`; // refused or not: it goes to the writer
        await at.ask('acme', 'POST', path);
        times.push(performance.now() - begunMs);
      }
      return times.sort((a, b) => a - b)[100]!;
    };
    await medianMs(eu);
    const [direct, passedOn] = [await medianMs(eu), await medianMs(main)];
    process.stdout.write(`a command: ${direct.toFixed(2)} ms direct, ${passedOn.toFixed(2)} ms passed on\n`);
  });

  it('lose a writer one at a time: the other shard goes on, and the standby takes its place', async () => {
    const standby = await plant.orchestratorOf('eu');
    expect(await roleOf(standby)).toBe('standby');
    let isOver = false;
    const working = async (org: string) => {
      let longestMs = 0;
      const positions: number[] = [];
      for (let n = 0; !isOver; n++) {
        const command = { type: 'RegisterRepo', ...repo, repoId: `${org}-${n}` };
        const begunMs = performance.now();
        const reply = await main.ask(org, 'POST', '/commands', { body: [{ id: `${org}.${n}`, command }] });
        const answers = expectStatus(reply, 200).json as unknown as readonly {
          ok: boolean;
          position: number;
        }[];
        positions.push(theOnly(answers).position);
        longestMs = Math.max(longestMs, performance.now() - begunMs);
      }
      return { longestMs, positions };
    };
    const both = [working('local'), working('acme')] as const;
    await pause(500);
    eu.child.kill('SIGKILL');
    while ((await roleOf(standby)) !== 'writer') await pause(5);
    await pause(500);
    isOver = true;
    const [local, acme] = await Promise.all(both);
    process.stdout.write(
      `SIGKILL of a shard's writer: its orgs waited ${Math.round(acme.longestMs)} ms, others ${Math.round(local.longestMs)} ms\n`,
    );
    for (const { positions } of [local, acme])
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect((await standby.ask('acme', 'GET', '/repos')).status).toBe(200);
    const { orgs } = (await main.ask('acme', 'GET', '/orgs')).json as unknown as { orgs: readonly object[] };
    expect(orgs).toMatchObject([
      { org: 'acme', shard: 'eu', writer: standby.address },
      { org: 'late', shard: 'eu' },
      { org: 'local', shard: 'main', writer: main.address },
    ]);
  });
});
