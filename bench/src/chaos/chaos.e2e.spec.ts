import { jest } from '@jest/globals';
import { runChaos, sum } from './chaos.ts';

jest.setTimeout(300_000);

it('finds nothing wrong after some seconds of chaos', async () => {
  const options = {
    stage: 'alone' as const,
    seed: 20,
    minutes: 0.1,
    gapMs: 300,
    clients: 2,
    backlog: 5,
    settleMs: 200_000,
  };
  const { checked, inflicted, dir } = await runChaos({ ...options, say: () => undefined });
  expect(checked.flatMap(({ question, findings }) => findings.map((what) => `${question}: ${what}`))).toEqual(
    [],
  );
  expect(sum(inflicted)).toBeGreaterThan(5);
  expect(dir).toBeNull();
});
