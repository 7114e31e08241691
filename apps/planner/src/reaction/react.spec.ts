import type { AttemptId, ChangeId, Digest, Instant, PlanId, RunnerId, TaskId } from '@headrace/events';
import type { Lease } from '@headrace/engine';
import { archives } from './archive.react.ts';
import { discards } from './draft.react.ts';
import { expirations } from './lease.react.ts';
import { wakeUps } from './wake.react.ts';

const at = (seconds: number) => `2026-11-19T09:00:${String(seconds).padStart(2, '0')}.000Z` as Instant;
const claim: Lease = {
  kind: 'attempt',
  id: 'p.t.3' as AttemptId,
  fence: 3,
  runnerId: 'r1' as RunnerId,
  leaseMs: 10_000,
  since: at(5),
};
const landing: Lease = { ...claim, kind: 'landing', id: 'p.t.3' as ChangeId, fence: 2 };

const ids = (leases: Lease[], heard: Instant | null, servingSince: Instant, now: Instant) =>
  expirations(leases, () => heard, servingSince, now).map(({ id }) => id);

describe('a claim', () => {
  it('ends when its lease has passed since the last heartbeat', () => {
    expect(ids([claim], at(20), at(0), at(29))).toEqual([]);
    expect(ids([claim], at(20), at(0), at(30))).toEqual(['expire.p.t.3']);
  });

  it('of which nothing was heard lasts from when it was made', () => {
    expect(ids([claim], null, at(0), at(14))).toEqual([]);
    expect(ids([claim], null, at(0), at(15))).toEqual(['expire.p.t.3']);
  });

  it('is given its whole lease after we began to listen', () => {
    expect(ids([claim], at(6), at(12), at(21))).toEqual([]);
    expect(ids([claim], at(6), at(12), at(22))).toEqual(['expire.p.t.3']);
  });

  it('of a landing ends under a name of its own', () =>
    expect(expirations([landing], () => null, at(0), at(30))).toEqual([
      { id: 'expire.p.t.3.landing.2', command: { type: 'ExpireLanding', changeId: 'p.t.3', fence: 2 } },
    ]));

  it('has a name that fits, however long its parts are', () => {
    const id = `${'p'.repeat(63)}.${'t'.repeat(63)}.3` as AttemptId;
    const [command] = expirations([{ ...claim, id }], () => null, at(0), at(30));
    expect(command?.id).toMatch(/^expire\.[0-9a-f]{64}$/);
  });
});

it('a draft is discarded when nobody went on with it', () => {
  const draft = { planId: 'p' as PlanId, digest: 'd'.repeat(64) as Digest };
  const drafts = [5, 15].map((second) => ({ ...draft, until: at(second) }));
  expect(discards(drafts, at(10)).map(({ command }) => command)).toEqual([
    { type: 'DiscardDraft', ...draft },
  ]);
});

it('a plan is archived a month after its end', () => {
  const ended = ['2026-10-19T09:00:00.000Z', '2026-11-19T08:00:00.000Z'].map((since, n) => ({
    planId: `p${n}` as PlanId,
    since: since as Instant,
  }));
  expect(archives(ended, '2026-11-19T09:00:00.000Z' as Instant).map(({ command }) => command)).toEqual([
    { type: 'ArchivePlan', planId: 'p0' },
  ]);
});

it('a hold ends when its time has come', () => {
  const wait = (seconds: number) => ({ planId: 'p' as PlanId, taskId: 't' as TaskId, until: at(seconds) });
  expect(wakeUps([wait(10), wait(20)], at(10))).toEqual([
    {
      id: 'wake.p.t.2026-11-19T09:00:10.000Z',
      command: { type: 'WakeTask', planId: 'p', taskId: 't', until: at(10) },
    },
  ]);
});
