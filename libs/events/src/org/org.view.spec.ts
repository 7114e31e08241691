import {
  momentOf,
  orgCapped,
  orgCreated,
  orgStarted,
  orgStopped,
  recordedFrom,
  taskDone,
} from '../testing/index.ts';
import type { Event } from '../event.ts';
import { orgsOf, viewOrg, type OrgView } from './org.view.ts';

const after = (...events: Event[]): OrgView => recordedFrom(events).reduce<OrgView | null>(viewOrg, null)!;

describe('an org as readers see it', () => {
  it('runs', () =>
    expect(after(orgCreated())).toMatchObject({ orgId: 'main', stoppedAt: null, position: 1 }));
  it('is stopped, and since when', () =>
    expect(after(orgCreated(), orgStopped({ reason: 'fire' }))).toMatchObject({
      stoppedAt: momentOf(2),
      stoppedReason: 'fire',
    }));
  it('runs again', () =>
    expect(after(orgCreated(), orgStopped(), orgStarted())).toMatchObject({
      stoppedAt: null,
      stoppedReason: null,
      position: 3,
    }));
  it('has a cap', () =>
    expect(after(orgCapped({ maxParallel: 3 }))).toMatchObject({ maxParallel: 3, stoppedAt: null }));
  it('begins with whatever a read model sees first of it', () =>
    expect(after(orgStopped())).toMatchObject({ orgId: 'main', stoppedAt: momentOf(1) }));
});

it('is touched only by its own events', () =>
  expect([orgCreated(), orgStopped(), orgStarted(), taskDone()].flatMap(orgsOf)).toEqual([
    'main',
    'main',
    'main',
  ]));
