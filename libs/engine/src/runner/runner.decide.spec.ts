import type { DrainRunner, RegisterRunner, RunnerId } from '@headrace/events';
import { runnerDraining, runnerRegistered } from '@headrace/events/testing';
import { given } from '../testing/given.ts';

const register = (over: Partial<RegisterRunner> = {}): RegisterRunner => ({
  ...runnerRegistered(),
  ...over,
  type: 'RegisterRunner',
});
const drain: DrainRunner = { type: 'DrainRunner', runnerId: 'r1' as RunnerId };

describe('registering a runner', () => {
  it('happens once for the same offer', () => {
    given().when(register()).then(runnerRegistered());
    given(runnerRegistered()).when(register()).thenNothing();
  });
  it('replaces its offer', () =>
    given(runnerRegistered())
      .when(register({ slots: 8 }))
      .then(runnerRegistered({ slots: 8 })));
  it('ends a drain', () =>
    given(runnerRegistered(), runnerDraining()).when(register()).then(runnerRegistered()));
});

describe('draining a runner', () => {
  it('happens once', () => {
    given(runnerRegistered()).when(drain).then(runnerDraining());
    given(runnerRegistered(), runnerDraining()).when(drain).thenNothing();
  });
  it('needs the runner', () =>
    given()
      .when(drain)
      .thenRefused('RUNNER_NOT_FOUND', { allowed: ['RegisterRunner'] }));
});

it('an org is created once', () => {
  given()
    .when({ type: 'CreateOrg' })
    .then({ type: 'OrgCreated', org: 'main' as never });
  given({ type: 'OrgCreated', org: 'main' as never })
    .when({ type: 'CreateOrg' })
    .thenNothing();
});
