import { availableParallelism } from 'node:os';
import { browser, node } from './jest.preset.mjs';

export default {
  projects: [
    node('events', '<rootDir>/libs/events'),
    node('engine', '<rootDir>/libs/engine'),
    node('readmodel', '<rootDir>/libs/readmodel'),
    node('orchestrator', '<rootDir>/apps/orchestrator'),
    node('planner', '<rootDir>/apps/planner'),
    node('agent-runner', '<rootDir>/apps/agent-runner'),
    node('web', '<rootDir>/apps/web'),
    browser('web-client', '<rootDir>/apps/web/client'),
    node('cli', '<rootDir>/apps/cli'),
    node('bench', '<rootDir>/bench'),
    {
      ...node('examples', '<rootDir>/examples'),
      testMatch: ['<rootDir>/**/*.spec.ts'],
      // repositories that the example makes, with tests of their own
      modulePathIgnorePatterns: ['<rootDir>/tmc/seed/', '<rootDir>/tmc/agent/work/'],
    },
  ],
  // the longest tests wait for processes more than they compute
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/scripts/longest-first.sequencer.mjs',
  // not a measure of anything: it ends a test that hangs; jest reads it here and not in a project
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/tally.reporter.mjs'],
  coverageProvider: 'babel',
  collectCoverageFrom: [
    '{apps,libs}/*/src/**/*.ts',
    'apps/web/client/**/*.{ts,svelte}',
    '!**/*.spec.ts',
    '!**/main.ts',
  ],
};
