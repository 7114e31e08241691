import { instantOf, type OrgId } from '@headrace/events';
import { createLifeSigns } from './life.signs.ts';

const org = 'main' as OrgId;
const at = (ms: number) => instantOf(ms);

describe('signs of life', () => {
  it('are the last heartbeat of exactly this claim', () => {
    const signs = createLifeSigns();
    signs.seen(org, 'p.t.1', 1, at(5));
    expect(signs.factsOf(org, 'p.t.1', 1, at(0))).toEqual({ lastHeartbeatAt: at(5), servingSince: at(0) });
    expect(signs.factsOf(org, 'p.t.1', 2, at(0)).lastHeartbeatAt).toBeNull();
    expect(signs.factsOf('acme' as OrgId, 'p.t.1', 1, at(0)).lastHeartbeatAt).toBeNull();
  });
  it('never go back', () => {
    const signs = createLifeSigns();
    signs.seen(org, 'p.t.1', 1, at(5));
    signs.seen(org, 'p.t.1', 1, at(3));
    expect(signs.factsOf(org, 'p.t.1', 1, at(0)).lastHeartbeatAt).toBe(at(5));
  });
  it('are forgotten when no lease can need them', () => {
    const signs = createLifeSigns();
    signs.seen(org, 'p.t.1', 1, at(5));
    signs.forget(at(6));
    expect(signs.factsOf(org, 'p.t.1', 1, at(0)).lastHeartbeatAt).toBeNull();
  });
});
