import { LEASE_MS, isVacant, processId, sightingOf, type Sighting, type WriterClaim } from './leadership.ts';

const now = 5_000_000;
const me = { id: processId('orchestrator', 'here', 100, now), nowMs: now, isRunning: () => true };

const claimed = (machine: string, sinceMs = now - 1000): Sighting => {
  const value: WriterClaim = { id: processId('orchestrator', machine, 7, 1), pid: 7, address: null };
  return { entry: { value, revision: 3 }, sinceMs };
};

describe('the place of the writer', () => {
  it('is taken while its claim is renewed', () => expect(isVacant(claimed('there'), me)).toBe(false));
  it('is taken while a process of this machine runs', () => {
    expect(isVacant(claimed('here'), me)).toBe(false);
    expect(isVacant(claimed('here'), { ...me, isRunning: () => false })).toBe(true);
  });
  it.each([
    ['nobody ever was there', null],
    ['its claim has grown old', claimed('there', now - LEASE_MS - 1)],
    [
      'the claim is ours',
      { entry: { value: { id: me.id, pid: 100, address: null }, revision: 1 }, sinceMs: now },
    ],
    ['it was given away', { entry: { value: {}, revision: 1 }, sinceMs: now }],
  ])('is vacant when %s', (_, sighting) => expect(isVacant(sighting, me)).toBe(true));
});

describe('what is seen there', () => {
  const entry = { value: {}, revision: 7 };
  it('is as old as the time for which it has not changed', () => {
    const first = sightingOf(null, entry, 100);
    expect(sightingOf(first, entry, 900)).toEqual({ entry, sinceMs: 100 });
    expect(sightingOf(first, { ...entry, revision: 8 }, 900)?.sinceMs).toBe(900);
    expect(sightingOf(first, null, 900)).toBeNull();
  });
});
