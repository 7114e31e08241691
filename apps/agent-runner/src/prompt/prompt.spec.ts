import { Assignment } from '@headrace/events';
import { anAssignment } from '../../test/examples.ts';
import { firstPrompt, gatesFailed, reviewPrompt } from './prompt.ts';

const sha = 'a'.repeat(40);

const promptFor = (assignment: Assignment) => firstPrompt(assignment, '/state/tmp/proposal.yaml');

describe('the first prompt', () => {
  it('begins with two lines that a program can read', () =>
    expect(promptFor(anAssignment())).toMatch(
      /^Task: p1\.t1\nAttempt: 1\n\nRole: Developer\nBe careful\.\n/,
    ));

  it('says the gates in words', () =>
    expect(promptFor(anAssignment({ gates: [{ id: 'size', gate: { kind: 'size', max: 700 } }] }))).toContain(
      '- size: at most 700 changed lines',
    ));

  it('names the work that a part of a split takes over', () => {
    const origin = {
      kind: 'split',
      of: 't0',
      attemptId: 'p1.t0.1',
      source: sha,
      ref: 'refs/headrace/salvage/p1/t0.1',
    };
    expect(promptFor(anAssignment({ origin, scope: ['src/a/**'] }))).toContain(
      `Take the work from ${sha} (ref refs/headrace/salvage/p1/t0.1), only these paths: src/a/**`,
    );
  });

  it('names what landed before a follow-up', () => {
    const origin = { kind: 'follow-up', of: 't0', changeId: 'p1.t0.1' };
    const landed = { title: 'Add a thing', result: sha };
    expect(promptFor(anAssignment({ origin, landed }))).toContain(`Landed: ${sha} Add a thing`);
  });

  it('says where other tasks may be proposed in the place of this one', () =>
    expect(promptFor(anAssignment())).toContain(
      'write them to /state/tmp/proposal.yaml (HEADRACE_PROPOSAL)',
    ));

  it('tells earlier feedback', () =>
    expect(promptFor(anAssignment({ feedback: ['too slow'] }))).toContain('Earlier feedback:\n\ntoo slow'));
});

it('feeds failing gates back', () =>
  expect(
    gatesFailed([{ id: 'test', summary: 'exit 1: npm test', output: 'x'.repeat(9000) + 'the end' }]),
  ).toMatch(/^Gates failed:\n\ntest: exit 1: npm test\n```\nx+the end\n```\n$/));

it('asks a reviewer for a verdict', () => {
  const assignment: Assignment = anAssignment({
    gates: [
      {
        id: 'sec',
        gate: { kind: 'review', role: 'security' },
        reviewer: { role: 'security', agent: 'demo', instructions: 'Look for holes.' },
      },
    ],
  });
  const prompt = reviewPrompt(assignment, assignment.gates[0]!, { base: sha, head: sha, diff: '+x' });
  expect(prompt).toMatch(/^Review: p1\.t1\n\nRole: security\nLook for holes\./);
  expect(prompt).toContain('VERDICT: approve — reason');
  expect(prompt).toContain('```diff\n+x\n```');
});
