import { isWrittenElsewhere, processId, type WriterClaim } from './leadership.ts';

const now = 1_790_000_000_000;
const me = { id: processId('main', 'here', 100, now), nowMs: now, isRunning: () => true };

const claim = (machine: string, storedAtMs = now - 2000) => {
  const value: WriterClaim = { id: processId('main', machine, 7, 1), pid: 7, address: null };
  return { value, storedAtMs };
};

describe('another writer', () => {
  it('claimed the shard a moment ago', () => expect(isWrittenElsewhere(claim('there'), me)).toBe(true));
  it('of this machine runs', () => {
    expect(isWrittenElsewhere(claim('here'), me)).toBe(true);
    expect(isWrittenElsewhere(claim('here'), { ...me, isRunning: () => false })).toBe(false);
  });
  it.each([
    ['nobody', null],
    ['one long gone', claim('there', now - 11_000)],
    ['this one', { value: { id: me.id, pid: 100, address: null }, storedAtMs: now }],
    ['something else', { value: { hello: 1 }, storedAtMs: now }],
  ])('is not %s', (_, entry) => expect(isWrittenElsewhere(entry, me)).toBe(false));
});
