import type { RunnerId } from '@headrace/events';
import type { Logger } from 'pino';
import type { Agents } from '../agent/agents.ts';
import type { Config } from '../config/config.ts';
import type { Person } from '../git/commit.ts';
import type { Git } from '../git/git.ts';
import type { Mirrors } from '../git/mirror.ts';
import type { Sandbox } from '../process/sandbox.ts';
import type { StateDir } from '../state/state.dir.ts';
import type { Orchestrator } from '../wire/orchestrator.ts';

/** What every attempt and landing of this runner shares. */
export type Host = {
  readonly runnerId: RunnerId;
  readonly config: Config;
  readonly state: StateDir;
  readonly git: Git;
  readonly mirrors: Mirrors;
  readonly agents: Agents;
  readonly sandbox: Sandbox;
  readonly orchestrator: Orchestrator;
  readonly log: Logger;
  /** Values that never leave this machine: tokens, keys from the environment. */
  readonly secrets: Set<string>;
  /** Aborted when the runner ends: what is unsent stays on disk. */
  readonly off: AbortSignal;
};

/** Who commits where no agent is the author. */
export const committerOf = ({ runnerId }: Host): Person => ({
  name: 'Headrace',
  email: `${runnerId}@runner.headrace.invalid`,
});
