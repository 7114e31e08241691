import { entry, type ErrorEntry } from '../error.entry.ts';

/** Of orgs and of the shards that they live in: a part of the registry. */
export const orgErrors = {
  ORG_STOPPED: entry(409, 'Everything is stopped', 'Start it again: `headrace org start`.'),
  ORG_ELSEWHERE: entry(
    409,
    'The org lives in another shard',
    'An org stays where it is; `headrace org list` names its shard.',
  ),
  SHARD_NOT_SERVED: entry(
    409,
    'No orchestrator writes this shard',
    'Start one with HEADRACE_SHARD set to it, then place the org.',
  ),
  POSITION_ELSEWHERE: entry(
    400,
    'The position is of another shard',
    'Positions of two shards cannot be compared; `expected` names the one that the org lives in.',
  ),
} as const satisfies Record<string, ErrorEntry>;
