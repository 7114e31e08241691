import { FailureClass, type FailurePolicies } from '@headrace/events';
import { backoffMs, isCounted, policyFor, standardPolicies } from './failure.policy.ts';

const planSaying = (failures?: FailurePolicies) => ({ defaults: { failures } }) as never;
const taskSaying = (policies: FailurePolicies | null = null) => ({ policies });

describe('the policy of a class of failures', () => {
  it.each(FailureClass.options)('is there for %s', (failure) =>
    expect(policyFor(planSaying(), taskSaying(), failure)).toBe(standardPolicies[failure]),
  );
  it('is what the task says, else what the plan says, else the standard, key by key', () => {
    const plan = planSaying({
      crashed: { then: 'ask', attempts: 4, backoff: { firstSeconds: 9, factor: 3 } },
    });
    const task = taskSaying({ crashed: { then: 'stop', backoff: { factor: 1 } } });
    expect(policyFor(plan, task, 'crashed')).toEqual({
      then: 'stop',
      attempts: 4,
      backoff: { firstSeconds: 9, factor: 1, maxSeconds: 300, jitter: 0.5 },
    });
    expect(policyFor(plan, task, 'timeout')).toBe(standardPolicies.timeout);
  });
  it('counts an attempt unless it waits for a provider or a person', () =>
    expect(FailureClass.options.filter((failure) => !isCounted(standardPolicies[failure]))).toEqual([
      'quota',
      'auth',
      'refused',
    ]));
});

describe('a backoff', () => {
  const policy = {
    ...standardPolicies.crashed,
    backoff: { firstSeconds: 2, factor: 3, maxSeconds: 60, jitter: 0.5 },
  };
  it.each([
    [0, 2000],
    [1, 6000],
    [2, 18_000],
    [3, 54_000],
    [4, 60_000],
    [2000, 60_000],
  ])('after %d earlier failures lasts %d ms', (earlier, ms) => expect(backoffMs(policy, earlier)).toBe(ms));
  it.each([
    [0, 6000],
    [0.5, 4500],
    [0.999, 3003],
  ])('with %d drawn loses its share of the jitter: %d ms', (random, ms) =>
    expect(backoffMs(policy, 1, random)).toBe(ms),
  );
});
