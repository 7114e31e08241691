import { featuresOf, isAtLeast, lossesOf } from './server.features.ts';

describe('the version of a server', () => {
  it.each([
    ['2.9.10', '2.9.10', true],
    ['2.9.9', '2.9.10', false],
    ['2.12.0', '2.9.10', true],
    ['2.12.0-RC.1', '2.12', true],
    ['v2.15.1', '2.12.0', true],
    ['3', '2.99.99', true],
  ])('%s is at least %s: %s', (version, wanted, expected) =>
    expect(isAtLeast(version, wanted)).toBe(expected),
  );

  it('says what it can', () => {
    expect(featuresOf('2.9.10')).toMatchObject({
      filterSubjects: false,
      compression: false,
      replicas: false,
    });
    expect(featuresOf('2.12.3')).toMatchObject({ filterSubjects: true, compression: true, replicas: true });
  });

  it('says what an old one costs, and nothing about a good one', () => {
    expect(lossesOf('2.9.10')).toHaveLength(3);
    expect(lossesOf('2.11.0')).toEqual(['one node only: clusters need 2.12']);
    expect(lossesOf('2.12.0')).toEqual([]);
  });
});
