import type { Actor, Command, OrgId } from '@headrace/events';
import { maySend } from './permission.ts';
import type { Caller } from '@headrace/events/token';

const by = (actor: string, use: Caller['use'] = null): Caller => ({
  actor: actor as Actor,
  org: 'main' as OrgId,
  use,
});
const attempt = by('attempt:p.t.1', 'attempt');
const landing = by('attempt:p.t.1', 'landing');
const review = { type: 'ReviewChange', changeId: 'p.t.1' };

describe('sending a command', () => {
  it.each<[string, Caller, object]>([
    ['an attempt reports for itself', attempt, { type: 'ReportGate', attemptId: 'p.t.1' }],
    ['a landing prepares its change', landing, { type: 'PrepareLanding', changeId: 'p.t.1' }],
    ['a runner drains itself', by('runner:r1'), { type: 'DrainRunner', runnerId: 'r1' }],
    ['a policy reviews', by('policy:auto-approve'), review],
    ['a person reviews', by('person:ada'), review],
    ['a person holds', by('person:ada'), { type: 'HoldTask' }],
    ['a reactor expires', by('reactor:planner'), { type: 'ExpireClaim', attemptId: 'p.t.1' }],
    ['the admin does everything', by('admin:local'), { type: 'FailAttempt', attemptId: 'p.t.1' }],
  ])('%s', (_, caller, command) => expect(maySend(caller, command as Command)).toBe(true));

  it.each<[string, Caller, object]>([
    ['an attempt for another', attempt, { type: 'ReportGate', attemptId: 'p.t.2' }],
    ['an attempt for its landing', attempt, { type: 'PrepareLanding', changeId: 'p.t.1' }],
    ['a landing for its attempt', landing, { type: 'FailAttempt', attemptId: 'p.t.1' }],
    ['a landing for another', landing, { type: 'RecordLanding', changeId: 'p.u.1' }],
    ['an attempt as reviewer', attempt, review],
    ['a landing as reviewer', landing, review],
    ['a runner as reviewer', by('runner:r1'), review],
    ['a runner for an attempt', by('runner:r1'), { type: 'FailAttempt', attemptId: 'p.t.1' }],
    ['a runner for another', by('runner:r1'), { type: 'DrainRunner', runnerId: 'r2' }],
    ['a runner that registers', by('runner:r1'), { type: 'RegisterRunner', runnerId: 'r1' }],
    ['a policy that cancels', by('policy:auto-approve'), { type: 'CancelTask' }],
    ['a reactor that reviews', by('reactor:planner'), review],
    ['a person in the place of an attempt', by('person:ada'), { type: 'OpenChange', attemptId: 'p.t.1' }],
    ['a person as the clock', by('person:ada'), { type: 'ExpireClaim', attemptId: 'p.t.1' }],
  ])('not %s', (_, caller, command) => expect(maySend(caller, command as Command)).toBe(false));
});
