import { createOrg, decide, evolve, type OrgState } from '@headrace/engine';
import {
  instantOf,
  type Actor,
  type Command,
  type CommandId,
  type Event,
  type OrgId,
} from '@headrace/events';

/** An org in memory, as an orchestrator holds it, without its edges. */
export type EngineOrg = { readonly state: OrgState; position: number };

export const newOrg = (): EngineOrg => ({ state: createOrg('main' as OrgId), position: 0 });

/** Decides and folds. Throws for a refusal. */
export function act(org: EngineOrg, command: Command): readonly Event[] {
  const events = decideOnly(org, command);
  fold(org, events);
  return events;
}

export function decideOnly(org: EngineOrg, command: Command): readonly Event[] {
  const stamp = {
    id: `c${org.position}` as CommandId,
    actor: 'person:bench' as Actor,
    at: instantOf(org.position),
  };
  const decision = decide({ ...command, ...stamp }, org.state);
  if (decision.ok) return decision.value;
  throw new Error(`${command.type}: ${decision.error.code} ${decision.error.message}`);
}

export function fold(org: EngineOrg, events: readonly Event[]): void {
  const position = ++org.position;
  const at = instantOf(position);
  for (const [index, event] of events.entries()) evolve(org.state, { event, at, ref: { position, index } });
}

export function setUp(org: EngineOrg): void {
  const setup: unknown[] = [
    { type: 'CreateOrg' },
    { type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' },
    {
      type: 'RegisterRunner',
      runnerId: 'r1',
      version: '1',
      host: 'h',
      roles: ['*'],
      agents: ['shell'],
      labels: [],
      slots: 9999,
    },
  ];
  for (const command of setup) act(org, command as Command);
}

export const claimOne = (): Command =>
  ({
    type: 'ClaimTasks',
    runnerId: 'r1',
    roles: ['*'],
    agents: ['shell'],
    labels: [],
    slots: 1,
    leaseMs: 30_000,
  }) as unknown as Command;
