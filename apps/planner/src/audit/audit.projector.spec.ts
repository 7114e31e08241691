import type { Commit, RecordedCommit } from '@headrace/events';
import { auditOf } from './audit.projector.ts';

const held = (taskId: string) => ({ type: 'TaskHeld', planId: 'p', taskId, reason: 'person', until: null });
const asked = (id: string, actor: string) => ({ id, actor, type: 'HoldTask' });

const recorded = (over: object): RecordedCommit => ({
  commit: { v: 1, engine: '1', org: 'main', rev: 3, at: '2026-01-01T00:00:00.000Z', ...over } as Commit,
  position: 7,
  digest: 'd'.repeat(64) as RecordedCommit['digest'],
});

describe('the audit', () => {
  it('has a line for a commit', () => {
    const lines = auditOf(recorded({ command: asked('c1', 'person:ada'), events: [held('a'), held('b')] }));
    expect(lines).toMatchObject([
      { position: 7, part: 0, rev: 3, commandId: 'c1', actor: 'person:ada', keys: ['p', 'p.a', 'p.b'] },
    ]);
  });

  it('has a line for each command of a commit, with what that one did', () => {
    const batch = [
      { command: asked('c1', 'person:ada'), events: 1 },
      { command: asked('c2', 'runner:r1'), events: 2 },
    ];
    const events = [held('a'), held('b'), held('c')];
    const lines = auditOf(recorded({ command: asked('batch-3', 'system:orchestrator'), batch, events }));
    expect(lines).toMatchObject([
      { part: 0, commandId: 'c1', actor: 'person:ada', keys: ['p', 'p.a'] },
      { part: 1, commandId: 'c2', actor: 'runner:r1', keys: ['p', 'p.b', 'p.c'] },
    ]);
  });
});
