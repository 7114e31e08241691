import {
  after,
  encodeCommit,
  keptOf,
  linkCommit,
  nextLink,
  type Actor,
  type Chain,
  type Command,
  type CommandId,
  type Commit,
  type Event,
  type Facts,
  type Instant,
  type OrgId,
  type RecordedCommit,
} from '@headrace/events';
import { ENGINE_VERSION, createOrg, decide, evolve, type OrgState } from '@headrace/engine';
import { sha256Of } from '@headrace/events/jetstream';
import { happenedIn } from '../projection/happened.ts';

export type WrittenCommit = RecordedCommit & { readonly bytes: Uint8Array };

/** The engine over a log in memory: what an orchestrator does, less its edges. */
export type LogHost = {
  readonly log: readonly WrittenCommit[];
  stateOf(org: OrgId): OrgState;
  /** The events that the command caused. Throws the refusal's words. */
  send(org: OrgId, command: Command, stamp?: HostStamp): readonly Event[];
};

export type HostStamp = {
  readonly actor?: string;
  readonly id?: CommandId;
  readonly at?: Instant;
  readonly facts?: Facts;
};

const start = '2026-11-19T09:00:00.000Z' as Instant;

export function logHost(): LogHost {
  const log: WrittenCommit[] = [];
  const chain: Chain = new Map();
  const states = new Map<OrgId, OrgState>();
  const stateOf = (org: OrgId) => {
    const state = states.get(org) ?? createOrg(org);
    states.set(org, state);
    return state;
  };
  const write = (commit: Commit) => {
    const bytes = encodeCommit(commit);
    const written = { commit, bytes, position: log.length + 1, digest: sha256Of(bytes) };
    log.push(written);
    linkCommit(chain, written);
    for (const recorded of happenedIn(written)) evolve(stateOf(commit.org), recorded);
  };
  const send: LogHost['send'] = (org, command, { actor = 'admin:local', ...stamp } = {}) => {
    const last = log.at(-1)?.commit.at ?? start;
    const defaults = { id: `c${log.length + 1}` as CommandId, at: after(last, 250) };
    const stamped = { ...command, ...defaults, ...stamp, actor: actor as Actor };
    const decision = decide(stamped, stateOf(org));
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.code} ${decision.error.message}`);
    const events = decision.value;
    if (events.length === 0) return events;
    const link = nextLink(chain, org);
    const kept = keptOf(stamped, events);
    write({ v: 1, engine: ENGINE_VERSION, org, ...link, at: stamped.at, command: kept, events: [...events] });
    return events;
  };
  return { log, stateOf, send };
}
