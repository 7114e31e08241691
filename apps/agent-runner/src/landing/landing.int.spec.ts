import type { Command, LandingAssignment } from '@headrace/events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { pino } from 'pino';
import { aLanding } from '../../test/examples.ts';
import { run } from '../../test/forge.ts';
import { gitSite, person, type GitSite } from '../../test/git.site.ts';
import { fakeOrchestrator, type FakeOrchestrator } from '../../test/orchestrator.fake.ts';
import { configOf } from '../config/config.ts';
import { agentsOf } from '../agent/agents.ts';
import { commitAll } from '../git/commit.ts';
import { mirrorsIn } from '../git/mirror.ts';
import { patchId } from '../git/patch.ts';
import { pushNew, pushLanding } from '../git/push.ts';
import { noSandbox } from '../process/sandbox.ts';
import type { Host } from '../runner/host.ts';
import { openStateDir } from '../state/state.dir.ts';
import { orchestratorAt } from '../wire/orchestrator.ts';
import { openDock, type Dock } from './dock.ts';
import { land, prepare } from './landing.ts';
import { recoverLandings } from './live.landing.ts';
import { landingsLeft, newLanding, saveLanding, type LandingRecord } from './record.ts';

jest.setTimeout(60_000);

let site: GitSite;
let there: FakeOrchestrator;
let host: Host;
let off: AbortController;

beforeEach(async () => {
  site = await gitSite({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  there = await fakeOrchestrator();
  off = new AbortController();
  host = await hostIn('one');
});
afterEach(async () => {
  off.abort();
  await there.close();
  site.remove();
  expect(there.faults).toEqual([]);
});

async function hostIn(name: string): Promise<Host> {
  const state = await openStateDir(join(site.dir, name));
  const config = configOf(['--id', name, '--token-file', 'none', '--state', state.root], {});
  return {
    ...{ runnerId: config.id, config, state, git: site.git, agents: agentsOf(config), sandbox: noSandbox },
    mirrors: mirrorsIn(state.mirrors, site.git),
    orchestrator: orchestratorAt(there.url),
    log: pino({ level: 'silent' }),
    secrets: new Set<string>(),
    off: off.signal,
  };
}

type Gates = Parameters<typeof aLanding>[0]['gates'];

/** A change that is proven on the base: its branch is on the forge. */
async function changeOf(files: Record<string, string>, gates: Gates = []): Promise<LandingAssignment> {
  const workspace = await site.workspace('t1');
  for (const [file, text] of Object.entries(files)) writeFileSync(join(workspace.path, file), text);
  const options = {
    index: site.index(),
    base: site.base,
    message: 'Work\n',
    author: person,
    committer: person,
  };
  const { head, tree } = await commitAll(site.git, site.mirror, workspace, options);
  await pushNew(site.git, site.mirror, head, `refs/heads/${workspace.branch}`);
  return aLanding({
    ...{ base: site.base, head, tree, branch: workspace.branch, gates },
    patchId: await patchId(site.git, site.mirror, site.base, head),
    repo: { repoId: 'repo', url: site.forge.url, defaultBranch: 'main' },
  });
}

async function dockFor(landing: LandingAssignment, at = host): Promise<Dock> {
  const record = newLanding(landing);
  await saveLanding(at.state, record);
  return openDock(at, record, off.signal);
}

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost'];
const sent = () => there.commands.map(({ command }) => command.type);
const last = <T extends Command['type']>(type: T) => there.of(type).at(-1);

describe('landing a change', () => {
  it('squashes it onto the base that it was proven on, without proving it again', async () => {
    const landing = await changeOf({ 'new.txt': 'new\n' }, [
      { id: 'no', gate: { kind: 'command', run: 'exit 1' } },
    ]);
    expect(await land(await dockFor(landing))).toBe('landed');
    expect(sent()).toEqual(['PrepareLanding', 'RecordLanding']);
    const tip = site.forge.tip();
    expect(last('PrepareLanding')).toMatchObject({
      base: site.base,
      result: tip,
      tree: landing.tree,
      gates: [],
    });
    expect(last('RecordLanding')).toMatchObject({ result: tip });
    expect(run(site.forge.url, 'show', '-s', '--format=%an|%P|%B', tip)).toBe(
      `Dev|${site.base}|Add a greeting\n\nHeadrace-Task: p1.t1\nHeadrace-Change: p1.t1.1\nReviewed-by: person:ada`,
    );
    expect(there.commands.map(({ id }) => id)).toEqual([
      'p1.t1.1:landing.1.prepare',
      'p1.t1.1:landing.1.record',
    ]);
  });

  it('takes the branch out of the branches, and keeps its commits', async () => {
    const landing = await changeOf({ 'new.txt': 'new\n' });
    expect(await land(await dockFor(landing))).toBe('landed');
    const refs = run(site.forge.url, 'for-each-ref', '--format=%(objectname) %(refname)').split('\n');
    expect(refs).toContain(`${landing.head} refs/headrace/landed/p1/t1.1`);
    expect(refs.filter((line) => line.includes(landing.branch))).toEqual([]);
  });

  it('leaves a branch alone that somebody has gone on with', async () => {
    const landing = await changeOf({ 'new.txt': 'new\n' });
    const dock = await dockFor(landing);
    const onTop = run(
      site.forge.url,
      ...identity,
      'commit-tree',
      landing.tree,
      '-p',
      landing.head,
      '-m',
      'more',
    );
    run(site.forge.url, 'update-ref', `refs/heads/${landing.branch}`, onTop);
    expect(await land(dock)).toBe('landed');
    expect(run(site.forge.url, 'rev-parse', landing.branch)).toBe(onTop);
  });

  it('proves it again on another base, on exactly what the branch would become', async () => {
    const gates = [
      { id: 'both', gate: { kind: 'command', run: 'test -f new.txt && test -f other.txt && echo fine' } },
      { id: 'size', gate: { kind: 'size', max: 10 } },
      { id: 'sec', gate: { kind: 'review', role: 'security' } },
    ];
    const landing = await changeOf({ 'new.txt': 'new\n' }, gates);
    const tip = site.forge.commit({ 'other.txt': 'o\n' });
    expect([await land(await dockFor(landing)), last('VoidLanding')]).toEqual(['landed', undefined]);
    const prepared = last('PrepareLanding')!;
    expect(prepared).toMatchObject({ base: tip, patchId: landing.patchId });
    expect(prepared.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
      ['size', 'passed'],
      ['both', 'passed'],
    ]);
    for (const gate of prepared.gates)
      expect(gate).toMatchObject({ base: tip, head: prepared.result, tree: prepared.tree });
    expect(run(site.forge.url, 'ls-tree', '--name-only', 'main').split('\n')).toEqual([
      'a.txt',
      'b.txt',
      'new.txt',
      'other.txt',
    ]);
  });

  it('sends it back with the files that conflict', async () => {
    const landing = await changeOf({ 'a.txt': 'mine\n' });
    const tip = site.forge.commit({ 'a.txt': 'theirs\n' });
    expect(await land(await dockFor(landing))).toBe('sent-back');
    expect(last('FailLanding')).toMatchObject({
      because: 'conflict',
      feedback: expect.stringContaining('a.txt') as string,
    });
    expect(site.forge.tip()).toBe(tip);
  });

  it('sends it back when a gate fails on the merged tree', async () => {
    const gates = [
      { id: 'alone', gate: { kind: 'command', run: 'test ! -f other.txt || { echo not alone; exit 3; }' } },
    ];
    const landing = await changeOf({ 'new.txt': 'new\n' }, gates);
    site.forge.commit({ 'other.txt': 'o\n' });
    expect([await land(await dockFor(landing)), last('VoidLanding')]).toEqual(['sent-back', undefined]);
    const failed = last('FailLanding')!;
    expect(failed).toMatchObject({
      because: 'gate',
      feedback: expect.stringContaining('not alone') as string,
    });
    expect(failed.gates).toMatchObject([{ gate: 'alone', verdict: 'failed' }]);
  });

  it('pushes nothing that was not prepared', async () => {
    there.answer('PrepareLanding', ['ApprovalsVoided', 'LandingVoided', 'ReviewRequested']);
    expect(await land(await dockFor(await changeOf({ 'new.txt': 'n\n' })))).toBe('lost');
    expect([sent(), site.forge.tip()]).toEqual([['PrepareLanding'], site.base]);
  });

  it('has the reviewers read again what is not the patch that they have read', async () => {
    const gates = [{ id: 'sec', gate: { kind: 'review', role: 'security' } }];
    const landing = await changeOf({ 'new.txt': 'new\n' }, gates);
    there.refuse('PrepareLanding', { status: 409, code: 'GATES_NOT_PASSED' });
    expect(await land(await dockFor(landing))).toBe('sent-back');
    expect(last('FailLanding')?.gates).toMatchObject([{ gate: 'sec', verdict: 'failed' }]); // nobody has the role
  });

  it('can be done by a runner that has never seen the change', async () => {
    const landing = await changeOf({ 'new.txt': 'n\n' });
    expect(await land(await dockFor(landing, await hostIn('two')))).toBe('landed');
  });

  it('is given back when the forge refuses', async () => {
    const landing = await changeOf({ 'new.txt': 'n\n' });
    const hook = join(site.forge.url, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho closed on sundays\nexit 1\n', { mode: 0o755 });
    expect(await land(await dockFor(landing))).toBe('infrastructure');
    expect(last('VoidLanding')).toMatchObject({
      because: 'infrastructure',
      note: expect.stringContaining('sundays') as string,
    });
  });
});

describe('between preparing and pushing', () => {
  /** Prepares, and dies before the push. */
  async function preparedOnly(): Promise<LandingRecord & { prepared: object }> {
    await prepare(await dockFor(await changeOf({ 'new.txt': 'n\n' })));
    const [record] = await landingsLeft(host.state);
    expect(sent()).toEqual(['PrepareLanding']);
    return record as LandingRecord & { prepared: object };
  }

  it('another move of the branch voids the landing', async () => {
    const record = await preparedOnly();
    const tip = site.forge.commit({ 'other.txt': 'o\n' });
    const dock = await openDock(host, record, off.signal);
    expect(await land(dock)).toBe('base-moved');
    expect([last('VoidLanding')?.because, site.forge.tip()]).toEqual(['base-moved', tip]);
  });

  it('a race for the branch is lost, not won by force', async () => {
    const landing = await changeOf({ 'new.txt': 'n\n' });
    const tip = site.forge.commit({ 'other.txt': 'o\n' });
    const { mirror } = await dockFor(landing);
    await land(await dockFor(landing)); // brings the objects
    const at = { target: 'main', base: site.base, result: landing.head };
    expect(await pushLanding(host.git, mirror, at)).toMatchObject({ kind: 'moved' });
    expect(run(site.forge.url, 'merge-base', '--is-ancestor', tip, 'main')).toBe('');
  });

  it('a crash is followed by the push', async () => {
    const record = await preparedOnly();
    await recoverLandings(host);
    expect(last('RecordLanding')).toMatchObject({ result: record.prepared.result });
    expect(site.forge.tip()).toBe(record.prepared.result);
    expect(await landingsLeft(host.state)).toEqual([]);
  });

  it('a push that arrived is only recorded, even under later commits', async () => {
    const record = await preparedOnly();
    const { base, result } = record.prepared;
    const { mirror } = await openDock(host, record, off.signal);
    await pushLanding(host.git, mirror, { target: 'main', base, result });
    const later = site.forge.commit({ 'later.txt': 'l\n' });
    await recoverLandings(host);
    expect(sent()).toEqual(['PrepareLanding', 'RecordLanding']);
    expect(site.forge.tip()).toBe(later);
  });

  it('another runner that finds it pushes the very same commit', async () => {
    const { landing, prepared } = await preparedOnly();
    const { base, result } = prepared;
    const { head, tree } = landing;
    const found = { ...landing, fence: 2, prepared: { base, head, tree, result } };
    expect(await land(await dockFor(found, await hostIn('two')))).toBe('landed');
    expect(site.forge.tip()).toBe(result);
    expect(site.forge.refs('refs/headrace/landing')).toEqual([]);
    // the first one wakes up late: it pushes nothing else
    expect(await land(await openDock(host, { landing, mark: 'm', prepared }, off.signal))).toBe('landed');
    expect(site.forge.tip()).toBe(result);
  });

  it('another runner that finds it pushed records it, also when the commit is nowhere else any more', async () => {
    const { landing, prepared } = await preparedOnly();
    const { base, result } = prepared;
    const dock = await openDock(host, { landing, mark: 'm', prepared }, off.signal);
    await pushLanding(host.git, dock.mirror, { target: 'main', base, result });
    run(site.forge.url, 'update-ref', '-d', dock.ref);
    const { head, tree } = landing;
    const found = { ...landing, fence: 2, prepared: { base, head, tree, result } };
    expect(await land(await dockFor(found, await hostIn('two')))).toBe('landed');
    expect(last('RecordLanding')).toMatchObject({ result, fence: 2 });
  });
});

it('gives back at once what was not prepared when the runner died', async () => {
  const landing = await changeOf({ 'new.txt': 'n\n' });
  await dockFor(landing);
  await recoverLandings(host);
  expect(last('VoidLanding')).toMatchObject({ because: 'infrastructure', fence: 1 });
  expect(await landingsLeft(host.state)).toEqual([]);
});
