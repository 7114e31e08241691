import { cp } from 'node:fs/promises';
import type { AgentName } from '@headrace/events';
import { SHELL, type Config } from '../config/config.ts';
import type { Session, SessionOptions } from './agent.ts';
import { openAcpSession } from './acp.session.ts';
import { AttemptFailure } from './failure.ts';
import { openShellSession } from './shell.session.ts';

export type Agents = {
  readonly names: readonly AgentName[];
  /** Errors: AttemptFailure. */
  open(options: SessionOptions): Promise<Session>;
};

export function agentsOf({ agents, homeTemplate }: Config): Agents {
  return {
    names: [SHELL, ...agents.keys()],
    async open(options) {
      if (homeTemplate) await cp(homeTemplate, options.home, { recursive: true });
      if (options.agent === SHELL) return openShellSession(options);
      const words = agents.get(options.agent);
      if (words) return openAcpSession(words, options);
      throw new AttemptFailure(
        'infrastructure',
        `AGENT_NOT_FOUND: this runner has no agent ${options.agent}.`,
      );
    },
  };
}
