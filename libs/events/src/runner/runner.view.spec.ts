import type { Event } from '../event.ts';
import { repoRegistered } from '../repo/repo.examples.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import { runnerDraining, runnerRegistered } from './runner.examples.ts';
import { runnersOf, viewRunner, type RunnerView } from './runner.view.ts';

const after = (...events: Event[]): RunnerView =>
  recordedFrom([runnerRegistered(), ...events]).reduce<RunnerView | null>(viewRunner, null)!;

describe('a runner as readers see it', () => {
  it('offers what it registered with', () =>
    expect(after()).toMatchObject({
      runnerId: 'r1',
      roles: ['developer'],
      slots: 2,
      draining: false,
      registeredAt: momentOf(1),
    }));
  it('drains', () => expect(after(runnerDraining())).toMatchObject({ draining: true, position: 2 }));
  it('ends a drain by registering again, with its new offer', () =>
    expect(after(runnerDraining(), runnerRegistered({ slots: 4 }))).toMatchObject({
      draining: false,
      slots: 4,
    }));
});

it('is touched only by its own events', () =>
  expect([runnerRegistered(), runnerDraining(), repoRegistered()].flatMap(runnersOf)).toEqual(['r1', 'r1']));

it('refuses a log that speaks of a runner before it registered', () =>
  expect(() => viewRunner(null, recordedFrom([runnerDraining()], 7)[0]!)).toThrow(
    'RunnerDraining before RunnerRegistered at #7',
  ));
