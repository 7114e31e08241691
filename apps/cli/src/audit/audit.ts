import { createOrg, decide, evolve, ENGINE_VERSION, type OrgState } from '@headrace/engine';
import {
  canonicalJson,
  commandOf,
  decisionsOf,
  NO_COMMIT,
  recordedOf,
  type Commit,
  type Decided,
  type Digest,
  type OrgId,
} from '@headrace/events';
import { connectBroker, readRange } from '@headrace/events/jetstream';
import { createHash } from 'node:crypto';

export type AuditPlace = {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly shard: string;
};

/** The first thing that does not hold, in words, and where. */
export type Break = { readonly position: number; readonly org: string; readonly message: string };

export type AuditVerdict = {
  readonly shard: string;
  readonly commits: number;
  readonly events: number;
  readonly orgs: readonly { readonly org: string; readonly rev: number; readonly head: string }[];
  /** Commits that this version of the engine has decided again, with the same events. */
  readonly decidedAgain: number;
  readonly position: number;
  readonly head: string;
  readonly breaks: readonly Break[];
};

type Chain = { rev: number; head: Digest; at: string; state: OrgState; isFoldable: boolean };

/**
 * Reads a shard from its start as the broker user `inspector` and checks each org's chain (`prev`, `rev`, rising `at`),
 * and that the engine, given the recorded command and the history before it, decides the recorded events again.
 */
export async function verifyLog(
  { url, user, password, shard }: AuditPlace,
  progress: (commits: number) => void = () => undefined,
): Promise<AuditVerdict> {
  const broker = await connectBroker({ url, user, password, name: 'headrace audit' });
  const chains = new Map<OrgId, Chain>();
  const breaks: Break[] = [];
  const total = { commits: 0, events: 0, decidedAgain: 0, position: 0 };
  let head: string = NO_COMMIT;
  try {
    for await (const { position, bytes, commit } of readRange(broker, shard, { after: 0 })) {
      const chain = chains.get(commit.org) ?? {
        rev: 0,
        head: NO_COMMIT,
        at: '',
        state: createOrg(commit.org),
        isFoldable: true,
      };
      chains.set(commit.org, chain);
      breaks.push(...brokenLinks(chain, commit, position));
      const again = decideAgain(chain, commit, position);
      if (again === 'same') total.decidedAgain += 1;
      else if (again !== 'not checked') breaks.push({ position, org: commit.org, message: again });
      chain.rev = commit.rev;
      chain.at = commit.at;
      chain.head = createHash('sha256').update(bytes).digest('hex') as Digest;
      total.commits += 1;
      total.events += commit.events.length;
      total.position = position;
      head = chain.head;
      if (total.commits % 10_000 === 0) progress(total.commits);
    }
  } finally {
    await broker.close();
  }
  return {
    shard,
    ...total,
    head,
    breaks,
    orgs: [...chains].map(([org, { rev, head: last }]) => ({ org, rev, head: last })),
  };
}

function brokenLinks({ rev, head, at }: Chain, commit: Commit, position: number): Break[] {
  const broken = (message: string): Break => ({ position, org: commit.org, message });
  return [
    ...(commit.rev === rev + 1 ? [] : [broken(`revision ${commit.rev} after ${rev}`)]),
    ...(commit.prev === head
      ? []
      : [
          broken(`previous hash ${commit.prev.slice(0, 12)}, but the commit before has ${head.slice(0, 12)}`),
        ]),
    ...(commit.at >= at ? [] : [broken(`time goes back, from ${at} to ${commit.at}`)]),
  ];
}

/** Other versions of the engine may have decided otherwise; what they decided is folded and not judged. */
function decideAgain(chain: Chain, commit: Commit, position: number): 'same' | 'not checked' | (string & {}) {
  if (!chain.isFoldable) return 'not checked';
  try {
    const verdicts = decisionsOf(commit).map((decided) => {
      const again =
        commit.engine === ENGINE_VERSION
          ? decide(commandOf({ ...decided, at: commit.at }), chain.state)
          : null;
      for (const recorded of recordedOf(decided, { at: commit.at, position })) evolve(chain.state, recorded);
      return again ? comparison(again, decided) : 'not checked';
    });
    return verdicts.find((verdict) => verdict !== 'same') ?? 'same';
  } catch (error) {
    chain.isFoldable = false;
    return `cannot be folded: ${(error as Error).message}`;
  }
}

function comparison(again: ReturnType<typeof decide>, { command, events }: Decided): string {
  if (!again.ok) return `${command.type} is refused now: ${again.error.code}`;
  return canonicalJson(again.value) === canonicalJson(events)
    ? 'same'
    : `${command.type} causes other events now`;
}
