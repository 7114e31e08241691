import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { AttemptCommand, AttemptId } from '@headrace/events';
import { Refused } from '../wire/orchestrator.ts';
import { openOutbox, stepId, type Deliver } from './outbox.ts';

jest.setTimeout(60_000);

const attempt = 'p.t.1' as AttemptId;
const gates = (round: number) =>
  ({ type: 'StartGates', attemptId: attempt, fence: 1, round }) as AttemptCommand;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hr-outbox-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const refused = (code: string, status = 409) =>
  new Refused({ type: '', title: '', status, code, detail: '', hint: '' });
const ignore = () => undefined;

/** A delivery that waits until the test lets it through. */
function gate() {
  const sent: string[] = [];
  let open: () => void = ignore;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const deliver: Deliver = async ({ id }) => {
    await opened;
    sent.push(id);
  };
  return { sent, open, deliver };
}

describe('the outbox', () => {
  it('sends in order, each once, and keeps nothing that was acknowledged', async () => {
    const { sent, open, deliver } = gate();
    const outbox = await openOutbox({ dir, attempt, deliver, onRefused: ignore });
    await outbox.post('gates.1', gates(1));
    await outbox.post('gates.2', gates(2));
    expect(readdirSync(dir)).toHaveLength(2);
    open();
    await outbox.drained();
    expect(sent).toEqual(['p.t.1:gates.1', 'p.t.1:gates.2']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('sends first what an earlier life has left, under the same ids', async () => {
    const never: Deliver = () => new Promise(ignore);
    const before = await openOutbox({ dir, attempt, deliver: never, onRefused: ignore });
    await before.post('gates.1', gates(1));
    await before.post('gates.2', gates(2));
    const { sent, open, deliver } = gate();
    const after = await openOutbox({ dir, attempt, deliver, onRefused: ignore });
    await after.post('gates.3', gates(3));
    open();
    expect((await after.drained()).accepted.has('StartGates')).toBe(true);
    expect(sent).toEqual(['p.t.1:gates.1', 'p.t.1:gates.2', 'p.t.1:gates.3']);
  });

  it.each(['FENCE_STALE', 'ATTEMPT_OVER'])('drops everything after %s', async (code) => {
    const problems: string[] = [];
    const deliver: Deliver = () => Promise.reject(refused(code));
    const onRefused = (_: unknown, { code: said }: { code: string }) => problems.push(said);
    const outbox = await openOutbox({ dir, attempt, deliver, onRefused });
    await outbox.post('gates.1', gates(1));
    expect((await outbox.drained()).isLost).toBe(true);
    await outbox.post('gates.2', gates(2));
    expect(await outbox.drained()).toMatchObject({ isLost: true, refused: { command: 'StartGates' } });
    expect([problems, readdirSync(dir)]).toEqual([[code], []]);
  });

  it('goes on after another refusal, and remembers it', async () => {
    const sent: string[] = [];
    const deliver: Deliver = ({ id }) => {
      sent.push(id);
      return sent.length === 1 ? Promise.reject(refused('GATE_UNKNOWN', 422)) : Promise.resolve();
    };
    const outbox = await openOutbox({ dir, attempt, deliver, onRefused: ignore });
    await outbox.post('gates.1', gates(1));
    await outbox.post('gates.2', gates(2));
    expect(await outbox.drained()).toMatchObject({
      isLost: false,
      refused: { problem: { code: 'GATE_UNKNOWN' } },
    });
    expect(sent).toHaveLength(2);
  });

  it('keeps what was not sent when the runner ends', async () => {
    const deliver: Deliver = () => Promise.reject(new Error('the runner ends'));
    const outbox = await openOutbox({ dir, attempt, deliver, onRefused: ignore });
    await outbox.post('gates.1', gates(1));
    await expect(outbox.drained()).rejects.toThrow('the runner ends');
    expect(readdirSync(dir)).toHaveLength(1);
  });
});

it('keeps ids within their length', () => {
  const long = `${'p'.repeat(63)}.${'t'.repeat(63)}.12`;
  expect(stepId(long, 'open').length).toBeLessThanOrEqual(128);
  expect(stepId(long, 'open')).toBe(stepId(long, 'open'));
});
