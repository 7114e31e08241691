import { fingerprint } from './fingerprint.ts';

const same = (a: string, b: string) => [fingerprint('gate', a), fingerprint('gate', b)];

describe('a fingerprint', () => {
  it.each([
    ['numbers', '3 of 41 failed', '12 of 40 failed'],
    ['durations, whatever their unit', 'failed after 1.2 s', 'failed after 950 ms'],
    ['directories', 'at /tmp/a1/x.ts:10', 'at /home/b/work-2/x.ts:12'],
    ['hashes', 'commit deadbeef', 'commit cafebabe1'],
    ['UUIDs', 'run 550e8400-e29b-41d4-a716-446655440000', 'run 9b2f0000-1111-4222-8333-abcdefabcdef'],
    ['ids of requests', 'request_id: req_011CQabcDEF', 'request_id: req_02ZZtopQRS9'],
    ['moments', 'at 2026-11-20T08:00:00.123Z', 'at 2026-12-01T23:59:59Z'],
    ['dates and clocks in words', 'Fri Nov 20 08:00:01 it broke', 'Tue Dec 1 23:59:59 it broke'],
    ['colours', '\u001b[31mno-var\u001b[0m', 'no-var'],
    ['white space', 'no-var\n\n  x', 'no-var x'],
  ])('does not count %s', (_, a, b) => {
    const [left, right] = same(a, b);
    expect(left).toBe(right);
  });

  it.each([
    ['another rule', 'no-var', 'no-undef'],
    ['another file', 'at /src/a.ts:10', 'at /src/b.ts:10'],
    ['another word', 'expected true to be false', 'expected false to be true'],
    ['another long name', 'reconciliationController fails', 'workspaceController fails'],
  ])('tells %s apart', (_, a, b) => {
    const [left, right] = same(a, b);
    expect(left).not.toBe(right);
  });

  it('tells classes apart', () => expect(fingerprint('gate', 'x')).not.toBe(fingerprint('crashed', 'x')));
});
