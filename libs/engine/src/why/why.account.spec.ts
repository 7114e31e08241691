import {
  taskKey,
  type AccountId,
  type AgentName,
  type Event,
  type OrgId,
  type PlanId,
  type RunnerId,
} from '@headrace/events';
import { accountHeld, momentOf, recordedFrom, runnerRegistered, taskHeld } from '@headrace/events/testing';
import { evolve } from '../evolve.ts';
import { createOrg } from '../org/org.state.ts';
import { ids, taskReady } from '../testing/given.ts';
import type { LiveRunner } from './reason.ts';
import { why } from './why.ts';

const agent = 'shell' as AgentName;
const until = momentOf(4000);
const live = (runnerId: string, freeSlots = 1): LiveRunner => ({
  runnerId: runnerId as RunnerId,
  roles: ['*'],
  agents: [agent],
  labels: [],
  freeSlots,
});
const r2 = runnerRegistered({ runnerId: 'r2' as RunnerId, accounts: { [agent]: 'team' as AccountId } });

function whyAfter(history: readonly Event[], runners: readonly LiveRunner[] | null) {
  const state = createOrg('main' as OrgId);
  for (const recorded of recordedFrom(history)) evolve(state, recorded);
  return why(state, taskKey('p' as PlanId, ids('t')[0]!), momentOf(99), runners)!;
}

describe('why a task waits for an account', () => {
  it('is that all who could take it would use it, with the proof and the way out', () =>
    expect(whyAfter([...taskReady, accountHeld({ until })], [live('r1')])).toMatchObject({
      verdict: 'waiting',
      summary: `p.t waits. Account shell has no quota left: waiting until ${until}.`,
      reasons: [
        {
          kind: 'account',
          data: { account: 'shell', until },
          proof: [{ position: 6, index: 0 }],
          change: `The time ${until}, or somebody releasing account shell to try it now.`,
        },
      ],
    }));
  it('is the same at a moment of the past, where all that were registered count', () =>
    expect(whyAfter([...taskReady, accountHeld({ until })], null).reasons).toMatchObject([
      { kind: 'account' },
    ]));
  it('is nothing while another account can serve it', () =>
    expect(whyAfter([...taskReady, r2, accountHeld({ until })], [live('r1'), live('r2')])).toMatchObject({
      verdict: 'claimable',
      reasons: [],
    }));
  it('is the slot of that other one where it is busy', () =>
    expect(
      whyAfter([...taskReady, r2, accountHeld({ until })], [live('r1'), live('r2', 0)]).reasons,
    ).toMatchObject([{ kind: 'runner', data: { runners: ['r2'] } }]));
  it('is said once of a task that is held for it', () =>
    expect(
      whyAfter(
        [
          ...taskReady,
          accountHeld({ until }),
          taskHeld({ reason: 'quota', note: 'no quota', until, account: 'shell' as AccountId }),
        ],
        [live('r1')],
      ),
    ).toMatchObject({ summary: `p.t waits. It is held (quota): waiting until ${until}. no quota` }));
});
