import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Assignment } from '@headrace/events';
import { run } from './forge.ts';
import { script } from './runner.process.ts';
import { openStage, type Given, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
  expect(stage.there.faults).toEqual([]);
});

describe('an attempt', () => {
  it('goes from claim to change: prompt, commit, gates, push, report, nothing left behind', async () => {
    const { forge, there, home, start, demo, types, lines, gone } = stage;
    await start('--slots', '3', '--labels', 'linux');
    const gates = [
      { id: 'size', gate: { kind: 'size', max: 10 } },
      { id: 'scope', gate: { kind: 'scope' } },
      { id: 'secret', gate: { kind: 'secret' } },
      {
        id: 'test',
        gate: {
          kind: 'command',
          run: 'grep -c . src/b.ts',
          measure: { pattern: '(\\d+)', unit: 'lines', min: 1 },
        },
      },
    ];
    there.offer(
      demo(script([{ say: 'On it.' }, { write: 'src/b.ts', text: 'b\n' }]), {
        gates,
        scope: ['src/**'],
        worktree: 'Sync engine',
      }),
    );
    const opened = await there.received('OpenChange');
    expect(types()).toEqual([
      'StartAttempt',
      'StartGates',
      'ReportGate',
      'ReportGate',
      'ReportGate',
      'ReportGate',
      'OpenChange',
    ]);
    expect(there.commands.map(({ id, token }) => [id, token])).toContainEqual([
      'p1.t1.1:gate.1.test',
      'attempt-token',
    ]);
    expect(there.of('StartAttempt')[0]).toMatchObject({
      base: forge.tip(),
      branch: 'headrace/p1/t1/a1',
      agentVersion: 'scripted 1.2.3',
    });
    const { base, head, tree } = opened;
    for (const { result } of there.of('ReportGate'))
      expect(result).toMatchObject({ verdict: 'passed', base, head, tree });
    expect(opened).toMatchObject({
      base: forge.tip(),
      lines: 1,
      files: [{ path: 'src/b.ts', added: 1, removed: 0, generated: false }],
    });
    expect(forge.tip('refs/heads/headrace/p1/t1/a1')).toBe(head);
    expect(forge.show(`${head}:src/b.ts`)).toBe('b');
    expect(there.evidence.get(opened.diff.sha256)?.toString()).toContain('+b');
    expect(there.registrations[0]).toMatchObject({
      runnerId: 'r1',
      agents: ['shell', 'demo', 'gone'],
      slots: 3,
      labels: ['linux'],
    });
    await gone();
    expect(lines()).toEqual(
      expect.arrayContaining([
        'says: On it.',
        'edits: Write src/b.ts',
        'out: 1',
        'gate: test: passed, 1 lines, at least 1 wanted',
      ]),
    );
    expect(
      run(
        join(
          home.state,
          'mirrors',
          readdirSync(join(home.state, 'mirrors')).find((name) => name.endsWith('.git'))!,
        ),
        'worktree',
        'list',
      ).split('\n'),
    ).toHaveLength(1);
    expect(
      there.heartbeats.some(({ attempts }) => attempts.some(({ attemptId }) => attemptId === 'p1.t1.1')),
    ).toBe(true);
  });

  it('feeds failing gates back in the same session, until they pass', async () => {
    const { forge, there, start, demo, types, prompts } = stage;
    await start();
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'cat src/b.ts; grep -q good src/b.ts' } }];
    there.offer(
      demo(script([{ write: 'src/b.ts', text: 'bad\n' }], [{ write: 'src/b.ts', text: 'good\n' }]), {
        gates,
      }),
    );
    const opened = await there.received('OpenChange');
    expect(types()).toEqual([
      'StartAttempt',
      'StartGates',
      'ReportGate',
      'FeedBackAttempt',
      'StartGates',
      'ReportGate',
      'OpenChange',
    ]);
    expect(prompts()[0]).toMatch(/^Task: p1\.t1\nAttempt: 1\n/);
    expect(prompts()[1]).toBe(
      'Gates failed:\n\ntest: exit 1: cat src/b.ts; grep -q good src/b.ts: bad\n```\nbad\n```\n',
    );
    expect(forge.show(`${opened.head}:src/b.ts`)).toBe('good');
    expect(run(forge.url, 'rev-list', '--count', `${opened.base}..${opened.head}`)).toBe('2');
  });

  it('fails with what the gates said, and keeps the work', async () => {
    const { forge, there, start, demo, gone } = stage;
    await start();
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'echo nope; exit 1' } }];
    there.offer(demo(script([{ write: 'src/b.ts', text: 'b\n' }]), { gates, feedbackRounds: 1 }));
    const failed = await there.received('FailAttempt');
    expect(failed).toMatchObject({
      class: 'gate',
      feedback: expect.stringContaining('nope') as string,
      salvage: { ref: 'refs/headrace/salvage/p1/t1.1', pushed: true },
    });
    expect(forge.show(`${failed.salvage!.sha}:src/b.ts`)).toBe('b');
    expect(failed.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    await gone();
    expect(forge.refs('refs/heads/headrace')).toEqual([]);
  });

  it('of an oversized change proposes its split', async () => {
    const { there, start, demo, types, prompts, gone } = stage;
    await start();
    const steps = [
      { write: 'src/one.ts', lines: 600 },
      { write: 'src/two.ts', lines: 500 },
      { write: 'docs/x.md', lines: 100 },
    ];
    const named = [
      { id: 'docs', title: 'Docs', scope: ['docs/**'] },
      { id: 'one', title: 'One', scope: ['src/one.ts'] },
      { id: 'two', title: 'Two', scope: ['src/**'] },
    ];
    const gates = [
      { id: 'size', gate: { kind: 'size', max: 700 } },
      { id: 'test', gate: { kind: 'command', run: 'true' } },
    ];
    there.offer(demo(script(steps), { gates, split: named }));
    const proposed = await there.received('ProposeSplit');
    expect(proposed).toMatchObject({ lines: 1200, limit: 700, ref: 'refs/headrace/salvage/p1/t1.1' });
    expect(proposed.parts.map(({ id, lines: count }) => [id, count])).toEqual([
      ['docs', 100],
      ['one', 600],
      ['two', 500],
    ]);
    expect(types()).toEqual(['StartAttempt', 'StartGates', 'ReportGate', 'ProposeSplit']);
    await gone();
    // a part takes its share of the work from there
    const origin = {
      kind: 'split',
      of: 't1',
      attemptId: 'p1.t1.1',
      source: proposed.source,
      ref: proposed.ref,
    };
    const steps2 = [
      { sh: `git show ${proposed.source}:docs/x.md > x.md && mkdir -p docs && mv x.md docs/x.md` },
    ];
    there.offer(
      demo(script(steps2), {
        taskId: 'docs',
        origin,
        scope: ['docs/**'],
        gates: [{ id: 'scope', gate: { kind: 'scope' } }],
      }),
    );
    const opened = await there.received('OpenChange');
    expect(opened.files.map(({ path }) => path)).toEqual(['docs/x.md']);
    expect(prompts().at(-1)).toContain(`Take the work from ${proposed.source} (ref ${proposed.ref})`);
  });

  it('feeds an oversized file back, for no split helps', async () => {
    const { there, start, demo, types } = stage;
    await start();
    const gates = [{ id: 'size', gate: { kind: 'size', max: 50 } }];
    there.offer(demo(script([{ write: 'one.ts', lines: 60 }], [{ write: 'one.ts', lines: 40 }]), { gates }));
    await there.received('OpenChange');
    expect(types()).toContain('FeedBackAttempt');
  });

  it('is read by a reviewer of its own session, in a clean checkout', async () => {
    const { there, start, shell, prompts, lines } = stage;
    await start();
    const reviewer = (verdict: string) => ({
      role: 'security',
      agent: 'demo',
      instructions: script([{ sh: 'ls' }, { say: `Hm.\nVERDICT: ${verdict}` }]),
    });
    const gates = [
      { id: 'test', gate: { kind: 'command', run: 'touch litter' } },
      { id: 'sec', gate: { kind: 'review', role: 'security' }, reviewer: reviewer('approve — fine') },
    ];
    there.offer(shell('echo b > src/b.ts', { gates }));
    await there.received('OpenChange');
    expect(there.of('ReportGate').map(({ result }) => [result.gate, result.verdict, result.summary])).toEqual(
      [
        ['test', 'passed', 'exit 0: touch litter'],
        ['sec', 'passed', 'security approves: fine'],
      ],
    );
    expect(prompts()[0]).toMatch(/^Review: p1\.t1\n/);
    expect(prompts()[0]).toContain('+b');
    expect(lines().join('\n')).not.toMatch(/runs: ls.*litter/s);
    there.offer(
      shell('echo c > src/c.ts', {
        fence: 2,
        feedbackRounds: 0,
        gates: [
          { id: 'sec', gate: { kind: 'review', role: 'security' }, reviewer: reviewer('reject — holes') },
        ],
      }),
    );
    expect(await there.received('FailAttempt')).toMatchObject({
      class: 'gate',
      message: 'Gates failed: sec: security rejects: holes',
    });
  });

  it('without a change completes, if the workspace stayed as it was', async () => {
    const { forge, there, start, shell } = stage;
    await start();
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'test -f src/a.ts' } }];
    there.offer(shell('cat src/a.ts', { change: 'none', gates }));
    await there.received('CompleteAttempt');
    expect(there.of('ReportGate')[0]?.result).toMatchObject({ head: forge.tip(), base: forge.tip() });
    there.offer(shell('echo x > new.txt', { change: 'none', fence: 2 }));
    expect(await there.received('FailAttempt')).toMatchObject({
      class: 'gate',
      message: expect.stringContaining('new.txt') as string,
    });
  });

  it('fails as what it is', async () => {
    const { there, start, task, demo, shell } = stage;
    const nowhere = { repoId: 'x', url: '/nowhere.git', defaultBranch: 'main' };
    const nest = 'git init -q sub && cd sub && echo x > x && git add x && git commit -qm x';
    const acts = (step: object) => (given: Given) => demo(script([step]), given);
    const runs = (command: string) => (given: Given) => shell(command, given);
    const cases: Record<string, (given: Given) => Assignment> = {
      'does-nothing empty': acts({ say: 'All done!' }),
      'says-429 quota': acts({ say: 'Error: exceeded retry limit, last status: 429 Too Many Requests' }),
      'has-no-login auth': acts({ fail: { code: -32000, message: 'Authentication required' } }),
      'edits-outside refused': acts({ write: '../outside.txt', text: 'x' }),
      'writes-outside refused': runs('echo x > ../outside.txt; echo y > inside.txt'),
      'dies crashed': acts({ exit: 9 }),
      'exits-with-3 crashed': runs('echo x > x; exit 3'),
      'is-gone infrastructure': (given) => task({ agent: 'gone', ...given }),
      'is-unheard-of infrastructure': (given) => task({ agent: 'unheard-of', ...given }),
      'has-no-branch infrastructure': (given) => shell('true', { target: 'nowhere', ...given }),
      'has-no-repository infrastructure': (given) => shell('true', { repo: nowhere, ...given }),
      'nests-a-repository gate': runs(nest),
    };
    await start('--slots', '12');
    for (const [name, make] of Object.entries(cases)) there.offer(make({ taskId: name.split(' ')[0] }));
    await there.until('all have failed', () => there.of('FailAttempt').length === 12);
    const failed = there.of('FailAttempt').map((each) => `${each.attemptId.split('.')[1]} ${each.class}`);
    expect(failed.sort()).toEqual(Object.keys(cases).sort());
  });

  it('that takes too long fails as timeout, and everything that it started is gone', async () => {
    const { there, start, demo } = stage;
    await start();
    there.offer(
      demo(
        script([{ detach: 'sleep 1000 & sleep 1000' }, { write: 'half.txt', text: 'h' }, { hang: true }]),
        { timeoutSeconds: 2 },
      ),
    );
    const failed = await there.received('FailAttempt');
    expect(failed).toMatchObject({ class: 'timeout', salvage: { pushed: true } });
    expect(await stage.alive()).toBe(0);
  });

  it('that prints 200 MB costs neither memory nor the change', async () => {
    const { there, start, shell, lines, gone } = stage;
    const { child } = await start('--log-megabytes', '2');
    there.offer(shell('head -c 200000000 /dev/zero | tr "\\0" x | fold -w 999; echo b > b.txt'));
    await there.received('OpenChange');
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(400_000);
    await gone();
    expect(lines().some((line) => /^runner: \d+ lines \(\d+\.\d MiB\) were dropped here/.test(line))).toBe(
      true,
    );
  });

  it("is not led astray by what another has done to git's configuration", async () => {
    const { there, start, shell, lines, gone } = stage;
    await start();
    there.offer(
      shell(
        `git config core.hooksPath "$TMPDIR"; git config remote.origin.url /evil; git config user.name X; echo b > b.txt`,
      ),
    );
    await there.received('OpenChange');
    await gone();
    expect(lines().join('\n')).toContain("git's own files were changed and have been put back: config");
  });

  it('stops when a person cancels it, keeps the work, and says where although its failure comes too late', async () => {
    const { forge, there, start, task, demo, lines, gone } = stage;
    const runner = await start();
    there.offer(demo(script([{ write: 'half.txt', text: 'h' }, { say: 'waiting' }, { hang: true }])));
    await there.until('it waits', () => lines().includes('says: waiting'));
    there.refuse('FailAttempt', { status: 409, code: 'ATTEMPT_OVER' });
    there.tell({ kind: 'cancel', attemptId: task().attemptId, fence: 1, reason: 'not wanted' });
    await gone();
    expect(runner.log()).toContain('ATTEMPT_OVER');
    expect(forge.show('refs/headrace/salvage/p1/t1.1:half.txt')).toBe('h');
    expect(there.of('ReportSalvage')).toMatchObject([
      {
        attemptId: task().attemptId,
        fence: 1,
        salvage: { ref: 'refs/headrace/salvage/p1/t1.1', pushed: true },
      },
    ]);
  });

  it('checks kept work again without an agent, and goes on with it where an agent is asked', async () => {
    const { forge, there, start, shell, gone, lines } = stage;
    const ref = 'refs/headrace/salvage/p1/t0.1';
    const sha = forge.commitAt(ref, 'kept.txt', 'kept');
    await start();
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'test "$(cat kept.txt)" = kept' } }];
    there.offer(shell('exit 9', { gates, resume: { from: 'gates', ref, sha } }));
    const checked = await there.received('OpenChange');
    await gone();
    expect(forge.show(`${checked.head}:kept.txt`)).toBe('kept');
    expect(lines().join('\n')).toContain(`only the gates run, on what was kept as ${ref}`);
    const next = { taskId: 't2', gates, resume: { from: 'agent', ref, sha } };
    there.offer(shell('cat kept.txt > more.txt', next));
    await there.until('a second change', () => there.of('OpenChange').length === 2);
    expect(forge.show(`${there.of('OpenChange')[1]!.head}:more.txt`)).toBe('kept');
  });

  it('is ended by force where it does not end within the grace it is given', async () => {
    const { there, start, task, shell, lines, gone } = stage;
    await start();
    there.offer(shell(`trap '' TERM INT; echo deaf; while :; do sleep 0.05; done`));
    await there.until('it is deaf', () => lines().includes('out: deaf'));
    there.refuse('FailAttempt', { status: 409, code: 'ATTEMPT_OVER' });
    there.tell({ kind: 'cancel', attemptId: task().attemptId, fence: 1, reason: 'now', graceMs: 0 });
    await gone();
    expect(there.of('ReportSalvage')).toMatchObject([{ salvage: null }]);
  });
});

describe('eight at once', () => {
  it('work beside one another in one repository', async () => {
    const { forge, there, start, shell, attemptsLeft } = stage;
    await start('--slots', '8');
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'ls new | wc -l' } }];
    for (let n = 0; n < 8; n++)
      there.offer(shell(`mkdir -p new; echo ${n} > new/n${n}.txt`, { taskId: `t${n}`, gates }));
    await there.until('eight changes', () => there.of('OpenChange').length === 8);
    expect(forge.refs('refs/heads/headrace')).toHaveLength(8);
    await there.until('nothing is left', () => attemptsLeft().length === 0);
  });
});
