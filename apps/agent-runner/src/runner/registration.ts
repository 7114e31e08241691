import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { RegisteredRunner, type RegisterRunner } from '@headrace/events';
import type { Agents } from '../agent/agents.ts';
import { UsageError, type Config } from '../config/config.ts';
import { VERSION } from '../config/version.ts';
import type { Orchestrator } from '../wire/orchestrator.ts';

/** Says what this runner offers; the answer has its token and pace. Registering again ends a drain. Errors: Refused, Unreachable. */
export async function register(
  orchestrator: Orchestrator,
  config: Config,
  agents: Agents,
  signal: AbortSignal,
): Promise<RegisteredRunner> {
  const offer: Omit<RegisterRunner, 'type'> = {
    runnerId: config.id,
    version: VERSION,
    host: hostname().slice(0, 255),
    roles: config.roles,
    agents: [...agents.names],
    labels: config.labels,
    slots: config.slots,
    accounts: config.accounts,
  };
  const token = await registrationToken(config);
  const call = { method: 'POST', path: '/runners', token, org: config.org, json: offer, signal } as const;
  return orchestrator.call(call, RegisteredRunner);
}

/** Read each time: the file may have been renewed. */
export async function registrationToken({ tokenFile }: Config): Promise<string> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    throw new UsageError(`--token-file ${tokenFile}: ${(error as Error).message}`, { cause: error });
  }
}
