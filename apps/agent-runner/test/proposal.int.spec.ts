import { join } from 'node:path';
import { jest } from '@jest/globals';
import { script } from './runner.process.ts';
import { openStage, type Stage } from './stage.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
  expect(stage.there.faults).toEqual([]);
});

const tasks = [
  { id: 'api-model', title: 'Model', scope: ['src/model/**'] },
  { id: 'api-routes', title: 'Routes', scope: ['src/routes/**'], needs: ['api-model'] },
];
const written = JSON.stringify({ note: 'It is two things.', tasks });
const writing = (text: string) => `cat > "$HEADRACE_PROPOSAL" <<'END'\n${text}\nEND`;
const fault = {
  ...{ code: 'TASK_UNKNOWN', path: 'tasks[1].needs[0]', message: 'There is no task "api-modle".' },
  ...{ expected: 'one of api-model', nearest: 'api-model', file: 'proposal.yaml', line: 4, column: 12 },
};

describe('an attempt whose agent proposes tasks in the place of its own', () => {
  it('ends with them, without a gate, and keeps the work so far', async () => {
    const { forge, there, start, shell, types, lines, gone } = stage;
    await start();
    const gates = [{ id: 'test', gate: { kind: 'command', run: 'true' } }];
    there.offer(shell(`echo half > half.txt; ${writing(written)}`, { gates }));
    const proposed = await there.received('ProposeDecomposition');
    expect(proposed).toMatchObject({
      fence: 1,
      note: 'It is two things.',
      children: tasks,
      ref: 'refs/headrace/salvage/p1/t1.1',
    });
    expect(types()).toEqual(['StartAttempt', 'ProposeDecomposition']);
    expect(forge.show(`${proposed.ref}:half.txt`)).toBe('half');
    await gone();
    expect(lines().join('\n')).toContain('runner: proposes 2 tasks in its place: api-model, api-routes');
  });

  it('does so whatever protocol it speaks, and is told where', async () => {
    const { there, start, demo, prompts, home } = stage;
    await start();
    there.offer(demo(script([{ sh: writing(written) }])));
    expect(await there.received('ProposeDecomposition')).toMatchObject({ children: tasks });
    const file = join(home.state, 'attempts/p1.t1.1/tmp/proposal.yaml');
    expect(prompts()[0]).toContain(`write them to ${file} (HEADRACE_PROPOSAL)`);
  });

  it('is told where they do not hold, as of a gate that failed, and may propose better ones', async () => {
    const { there, start, shell, types, forge } = stage;
    await start();
    there.faultProposal(fault);
    const again = 'cp "$HEADRACE_PROMPT" told.txt; test ! -e "$HEADRACE_PROPOSAL" || exit 9';
    there.offer(shell(`${again}; ${writing(written)}`));
    const proposed = await there.received('ProposeDecomposition');
    expect(types()).toEqual(['StartAttempt', 'StartGates', 'FeedBackAttempt', 'ProposeDecomposition']);
    const words =
      'proposal.yaml:4:12 TASK_UNKNOWN: There is no task "api-modle". Expected: one of api-model. Did you mean api-model?';
    expect(there.of('FeedBackAttempt')[0]).toMatchObject({ round: 1, gates: [], proposal: words });
    expect(forge.show(`${proposed.ref}:told.txt`)).toContain(words);
  });

  it('may do the task after all', async () => {
    const { there, start, shell, types } = stage;
    await start();
    there.faultProposal(fault);
    const once = `if test -e once.txt; then echo done > done.txt; else touch once.txt; ${writing(written)}\nfi`;
    there.offer(shell(once));
    await there.received('OpenChange');
    expect(types()).toEqual(['StartAttempt', 'StartGates', 'FeedBackAttempt', 'StartGates', 'OpenChange']);
  });

  it('fails with what is wrong when it may not try any more', async () => {
    const { there, start, shell } = stage;
    await start();
    there.faultProposal(fault);
    there.offer(shell(writing(written), { feedbackRounds: 0 }));
    const failed = await there.received('FailAttempt');
    expect(failed).toMatchObject({ class: 'gate', message: expect.stringContaining('api-modle') as string });
  });

  it.each([
    ['a link', 'ln -s /etc/hostname "$HEADRACE_PROPOSAL"', 'no file that can be read (ELOOP)'],
    ['a folder', 'mkdir "$HEADRACE_PROPOSAL"', 'no file'],
    ['a pipe', 'mkfifo "$HEADRACE_PROPOSAL"', 'no file'],
    ['too much', 'head -c 70000 /dev/zero > "$HEADRACE_PROPOSAL"', 'over 65536 bytes'],
    [
      'where its folder leads',
      'mkdir "$HOME/away" && rm -r "$TMPDIR" && ln -s "$HOME/away" "$TMPDIR" && echo 1 > "$HOME/away/proposal.yaml"',
      'leads elsewhere',
    ],
  ])('sends nothing of %s', async (_, command, words) => {
    const { there, start, shell } = stage;
    await start();
    there.offer(shell(command, { feedbackRounds: 0 }));
    const { message } = await there.received('FailAttempt');
    expect([message, there.proposals]).toEqual([expect.stringContaining(words), []]);
  });

  it('sends no secret that stands in it', async () => {
    const { there, start, shell } = stage;
    await start();
    const leaking = { note: `sk-ant-${'x'.repeat(30)}`, tasks };
    there.offer(shell(writing(JSON.stringify(leaking))));
    expect(await there.received('ProposeDecomposition')).toMatchObject({ note: '[redacted]' });
    expect(there.proposals.join()).not.toContain('sk-ant');
  });
});
