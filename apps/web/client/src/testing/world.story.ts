import type { RecordedCommit } from '@headrace/events';
import { bind, Scribe, type StoryEvent } from './scribe.ts';
import { sweeps, sweepStory } from './sweep.story.ts';
import { on, tmcStory } from './tmc.story.ts';

const others = [
  ...['controller-patterns', 'security-foundation', 'workspace-isolation', 'feature-flags'],
  ...['testing-integration', 'integration', 'test-mender', 'api-writer'],
];
const runners = [
  ['ams-build-1', 12, others],
  ['ams-build-2', 12, others],
  ['fra-build-1', 12, others],
  ['desk-lead', 5, ['*']],
  ['par-build-1', 4, ['apiexport-split', 'virtual-workspace']],
] as const;

/** All that happened in the org `acme` until the moment of the mock-ups. */
export function worldStory(): readonly RecordedCommit[] {
  const scribe = new Scribe();
  scribe.writes(on('08:00'), 'system:orchestrator', 'CreateOrg', [{ type: 'OrgCreated', org: 'acme' }]);
  for (const repoId of ['kcp', 'gateway']) {
    const repo: StoryEvent = {
      type: 'RepoRegistered',
      repoId,
      url: `/srv/git/${repoId}.git`,
      defaultBranch: 'main',
    };
    scribe.writes(5, 'admin:local', 'RegisterRepo', [repo]);
  }
  for (const [runnerId, slots, roles] of runners) {
    const offer = {
      runnerId,
      version: '0.1.0',
      host: `${runnerId}.internal`,
      roles,
      agents: ['claude-code', 'shell'],
      labels: ['linux'],
      slots,
    };
    scribe.writes(3, `runner:${runnerId}`, 'RegisterRunner', [{ type: 'RunnerRegistered', ...offer }]);
  }
  const tmc = new Scribe();
  tmcStory(tmc);
  const others = sweeps.map((sweep) => {
    const other = new Scribe();
    sweepStory(other, sweep);
    return other;
  });
  return bind([scribe, tmc, ...others], 'acme', 36_000);
}
