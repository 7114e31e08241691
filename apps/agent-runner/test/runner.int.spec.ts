import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { aLanding } from './examples.ts';
import { script } from './runner.process.ts';
import { eventually, openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
  expect(stage.there.faults).toEqual([]);
});

describe('a runner', () => {
  it('that lost its claim stops, saves the work and says so', async () => {
    const { forge, there, start, shell, types, gone } = stage;
    const runner = await start();
    there.refuse('ReportGate', { status: 409, code: 'FENCE_STALE' });
    const gates = [
      { id: 'a', gate: { kind: 'command', run: 'true' } },
      { id: 'b', gate: { kind: 'command', run: 'sleep 1000' } },
    ];
    there.offer(shell('echo b > b.txt', { gates }));
    await there.received('ReportGate');
    await gone();
    expect(types()).toEqual(['StartAttempt', 'StartGates', 'ReportGate', 'ReportSalvage']);
    expect(runner.log()).toContain('FENCE_STALE');
    expect(forge.show('refs/headrace/salvage/p1/t1.1:b.txt')).toBe('b');
  });

  it('keeps what it has to say until the orchestrator is back', async () => {
    const { there, home, start, shell, lines, gone } = stage;
    await start();
    there.offer(
      shell('while [ ! -f "$HOME/go" ]; do sleep 0.02; done; echo b > b.txt; echo said while you were away'),
    );
    await there.received('StartAttempt');
    there.down();
    const at = join(home.state, 'attempts', 'p1.t1.1');
    writeFileSync(join(at, 'home', 'go'), '');
    await eventually(() => readdirSync(join(at, 'outbox')).length >= 2);
    there.up();
    await there.received('OpenChange');
    await gone();
    expect(lines()).toContain('out: said while you were away');
  });

  it('killed and started again sweeps, saves, sends its outbox first and then reports the crash', async () => {
    const { forge, there, start, demo, lines, gone } = stage;
    const first = await start();
    there.offer(
      demo(
        script([
          { detach: 'sleep 1000' },
          { write: 'half.txt', text: 'h' },
          { say: 'deep in it' },
          { hang: true },
        ]),
      ),
    );
    await there.until('it is at work', () => lines().includes('says: deep in it'));
    first.kill('SIGKILL');
    await first.ended;
    expect(await stage.alive()).toBeGreaterThan(0);
    await start();
    const failed = await there.received('FailAttempt');
    expect(failed).toMatchObject({ class: 'crashed', salvage: { pushed: true } });
    expect(forge.show(`${failed.salvage!.sha}:half.txt`)).toBe('h');
    expect(await stage.alive()).toBe(0);
    await gone();
  });

  it('killed while its reports wait sends them under the same ids, and drops them when they are refused', async () => {
    const { forge, there, home, start, shell, gone } = stage;
    const first = await start();
    there.offer(shell('while [ ! -f "$HOME/go" ]; do sleep 0.02; done; echo b > b.txt'));
    await there.received('StartAttempt');
    there.down();
    const at = join(home.state, 'attempts', 'p1.t1.1');
    writeFileSync(join(at, 'home', 'go'), '');
    await eventually(() => readdirSync(join(at, 'outbox')).length >= 2);
    first.kill('SIGKILL');
    await first.ended;
    there.up();
    there.refuse('StartGates', { status: 409, code: 'FENCE_STALE' });
    await start();
    await gone();
    expect(there.commands.map(({ id }) => id)).toEqual([
      'p1.t1.1:start',
      'p1.t1.1:gates.1',
      'p1.t1.1:salvage',
    ]);
    expect(forge.show('refs/headrace/salvage/p1/t1.1:b.txt')).toBe('b');
  });

  it('drains on SIGTERM: it finishes what it holds, takes nothing new, and ends with 0', async () => {
    const { there, home, start, shell, attemptsLeft } = stage;
    const runner = await start();
    there.offer(shell('while [ ! -f "$HOME/go" ]; do sleep 0.02; done; echo b > b.txt'));
    await there.received('StartAttempt');
    runner.kill('SIGTERM');
    writeFileSync(join(home.state, 'attempts', 'p1.t1.1', 'home', 'go'), '');
    await there.received('OpenChange');
    expect(await runner.ended).toBe(0);
    expect([attemptsLeft(), existsSync(join(home.state, 'lock'))]).toEqual([[], false]);
  });

  it('cancels on a second SIGTERM: agents end, the work is kept, the failure is told', async () => {
    const { there, start, demo, lines } = stage;
    const runner = await start();
    there.offer(
      demo(
        script([{ detach: 'sleep 1000' }, { write: 'half.txt', text: 'h' }, { say: 'here' }, { hang: true }]),
      ),
    );
    await there.until('it is at work', () => lines().includes('says: here'));
    runner.kill('SIGTERM');
    runner.kill('SIGTERM');
    await eventually(() => {
      runner.kill('SIGTERM'); // two at the same moment may arrive as one
      return runner.child.exitCode !== null;
    });
    expect(await runner.ended).toBe(0);
    expect(there.of('FailAttempt')[0]).toMatchObject({ class: 'infrastructure', salvage: { pushed: true } });
    expect(await stage.alive()).toBe(0);
  });

  it('asks one question for everything while it holds nothing, and is alive by asking', async () => {
    const { there, start } = stage;
    await start('--slots', '2');
    const asked = () => there.questions.length;
    await there.until('it has asked for a while', () => asked() >= 3);
    expect(new Set(there.questions)).toEqual(new Set(['/runners/r1/idle']));
    expect(there.heartbeats.length).toBeLessThanOrEqual(1); // the one after its registration
  });

  it('asks for tasks and landings apart while it works, and beats; then as before', async () => {
    const { there, home, start, shell } = stage;
    await start('--slots', '2');
    there.offer(shell('while [ ! -f "$HOME/go" ]; do sleep 0.02; done; echo b > b.txt'));
    const beats = () => there.heartbeats.filter(({ attempts }) => attempts.length > 0).length;
    await there.until('it beats again and again', () => beats() >= 3);
    await there.until('it asks apart', () =>
      ['/tasks/claim', '/changes/claim'].every((path) => there.questions.includes(path)),
    );
    writeFileSync(join(home.state, 'attempts', 'p1.t1.1', 'home', 'go'), '');
    await there.received('OpenChange');
    const before = there.questions.length;
    const sinceThen = () => there.questions.slice(before);
    await there.until(
      'it asks one question again',
      () =>
        sinceThen()
          .slice(-2)
          .every((path) => path === '/runners/r1/idle') && sinceThen().length > 1,
    );
  });

  it('ends when it is told to drain while it holds nothing', async () => {
    const { there, start } = stage;
    const runner = await start();
    await there.until('it has asked', () => there.questions.length > 0);
    there.tell({ kind: 'drain' });
    expect(await runner.ended).toBe(0);
  });

  it('takes a task and a landing from one answer', async () => {
    const { forge, there, start, shell } = stage;
    const runner = await start();
    there.offer(shell('echo b > b.txt'));
    const { base, head, tree, patchId, branch } = await there.received('OpenChange');
    runner.kill('SIGTERM');
    expect(await runner.ended).toBe(0);
    const repo = { repoId: 'repo', url: forge.url, defaultBranch: 'main' };
    there.offerLanding(aLanding({ repo, base, head, tree, patchId, branch }));
    there.offer(shell('echo c > c.txt', { taskId: 't2' }));
    await start();
    await there.received('RecordLanding');
    expect(forge.show('main:b.txt')).toBe('b');
    await there.until('the task is done too', () => there.of('OpenChange').length === 2);
  });

  it('lands beside its slots', async () => {
    const { forge, there, start, shell } = stage;
    await start('--slots', '1');
    there.offer(shell('echo b > b.txt'));
    const { base, head, tree, patchId, branch } = await there.received('OpenChange');
    const repo = { repoId: 'repo', url: forge.url, defaultBranch: 'main' };
    there.offerLanding(aLanding({ repo, base, head, tree, patchId, branch }));
    await there.received('RecordLanding');
    expect(forge.show('main:b.txt')).toBe('b');
    await there.until('a heartbeat has named it', () =>
      there.heartbeats.some(({ landings }) => landings.length > 0),
    );
  });

  it('does not share its state directory', async () => {
    const { start } = stage;
    await start();
    await expect(start()).rejects.toThrow(/ended with 3: .*HOME_LOCKED/);
  });

  it('never sends or stores a secret that it knows', async () => {
    const { there, startWith, shell, lines } = stage;
    const runner = await startWith({ MY_API_KEY: 'very-secret-value' });
    there.offer(shell('echo very-secret-value attempt-token; exit 1'));
    const failed = await there.received('FailAttempt');
    await there.until('its log', () => lines().some((line) => line.includes('[redacted]')));
    expect(JSON.stringify([failed, lines(), runner.log()])).not.toMatch(/very-secret-value|attempt-token/);
  });
});
