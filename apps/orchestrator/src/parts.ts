import type { Command, Facts, Instant, OrgId } from '@headrace/events';
import {
  BrokerError,
  headPosition,
  openControl,
  openEvidence,
  openLogs,
  openPresence,
  readCommitAt,
  shardLogging,
  type Broker,
  type Bucket,
  type EvidenceStore,
} from '@headrace/events/jetstream';
import { openReadModel, type ReadModel } from '@headrace/readmodel';
import type { Logger } from 'pino';
import { tokensOf, type Tokens } from '@headrace/events/token';
import { LandingClaims } from './change/landing.claims.ts';
import { Submitter } from './command/submitter.ts';
import { EventLog } from './event/event.log.ts';
import { createRelay, type Relay } from './http/relay.ts';
import { Directory } from './org/directory.ts';
import { PlacementDesk } from './org/placement.desk.ts';
import { Placements } from './org/placements.ts';
import { Report } from './org/report.ts';
import { PlanEdits } from './plan/plan.edits.ts';
import { Plans, keeping } from './plan/plans.ts';
import { createLifeSigns, type LifeSigns } from './runner/life.signs.ts';
import { Runners } from './runner/runners.ts';
import type { Settings } from './settings.ts';
import { History } from './shard/history.ts';
import { openLease, type Lease } from './shard/lease.ts';
import { Lists } from './shard/lists.ts';
import { createRecall, type Recall } from './shard/recall.ts';
import { Shard, type ShardOptions } from './shard/shard.ts';
import { snapshotsIn } from './snapshot/snapshots.ts';
import { WaitingRoom } from './shard/waiting.room.ts';
import { Writers } from './shard/writers.ts';
import { Claims } from './task/claims.ts';
import { LogStore } from './task/log.store.ts';
import { Proposals } from './task/proposals.ts';
import { Reasons } from './task/reasons.ts';
import * as name from './tokens.ts';

/** Everything of one orchestrator that talks to the outside, made once. */
export type Parts = {
  readonly shard: Shard;
  readonly lease: Lease;
  readonly writers: Writers;
  readonly directory: Directory;
  readonly rooms: readonly WaitingRoom[];
  readonly signs: LifeSigns;
  readonly tokens: Tokens;
  readonly model: ReadModel | null;
  readonly presence: Bucket;
  readonly control: Bucket;
  readonly report: Report;
  readonly relay: Relay;
  /** For Nest, by the names in tokens.ts. */
  readonly provided: ReadonlyMap<symbol, unknown>;
};

export function assemble(settings: Settings, broker: Broker, logger: Logger): Parts {
  const { leaseMs } = settings;
  const control = openControl(broker);
  const presence = openPresence(broker);
  const evidence = openEvidence(broker);
  const model = modelOf(settings);
  const tokens = tokensOf(settings.token);
  const signs = createLifeSigns();
  const leasing = { bucket: control, me: () => claimOf(settings, report) };
  const lease = openLease({ ...leasing, shard: settings.shard });
  const writers = new Writers({ shard: settings.shard, lease }, leasing);
  const logs = { loggedIn: (org: OrgId) => shardLogging(broker, control, org) };
  const placements = new Placements({ control, ...logs });
  const directory: Directory = new Directory({
    ...{ own: settings.shard, placements, writers },
    isFolded: (org) => shard.has(org),
  });
  const shard: Shard = shardOf(settings, { broker, logger, lease, signs, home: directory });
  const report: Report = new Report({ settings, broker, shard, presence, placements, model });
  const relay = createRelay({
    id: settings.id,
    ownAddress: () => report.address(),
    writerOf: ({ org }) => directory.writerOf(org),
  });
  shard.onResumed(() => claimFolded(directory, shard, logger));
  const submitter = new Submitter(shard, settings.org);
  const room = new WaitingRoom(shard);
  const landingRoom = new WaitingRoom(shard);
  const keep = keeping(
    async (text) => void (await evidence.put(Buffer.from(text), 'text/markdown; charset=utf-8')),
  );
  const headOf = (shard: string) => headPosition(broker, shard);
  const recall = recallOf(broker, settings.shard, evidence);
  shard.onStored((stored) => recall.remember(stored));
  const history = new History(broker, settings.shard);
  const provided = new Map<symbol, unknown>([
    [name.LOGGER, logger],
    [name.SETTINGS, settings],
    [name.TOKENS, tokens],
    [name.SHARD, shard],
    [name.SUBMITTER, submitter],
    [name.KEEP_TEXT, keep],
    [name.PLANS, new Plans(submitter, shard, keep)],
    [name.PLAN_EDITS, new PlanEdits({ shard, submitter, recall, history, keep })],
    [name.PROPOSALS, new Proposals(submitter, keep)],
    [name.CLAIMS, new Claims(shard, room, signs, leaseMs)],
    [name.LANDING_CLAIMS, new LandingClaims(shard, landingRoom, signs, leaseMs)],
    [name.RUNNERS, new Runners(shard, signs, keepingPresence(presence, logger))],
    [name.RUNNERS_ALIVE, (org: OrgId) => report.runnersAlive(org)],
    [name.REASONS, new Reasons(shard, history, (org) => report.runnersAlive(org))],
    [name.RECALL, recall],
    [name.LISTS, new Lists(model, settings.shard, () => headOf(settings.shard))],
    [name.EVENT_LOG, new EventLog(broker, settings.shard, (org) => directory.livesHere(org))],
    [name.TASK_LOGS, logStoreOf(broker, shard)],
    [name.EVIDENCE, evidence],
    [name.DIRECTORY, directory],
    [name.PLACEMENT_DESK, new PlacementDesk({ placements, control, ...logs, headOf })],
    [name.REPORT, report],
  ]);
  return {
    shard,
    lease,
    writers,
    directory,
    rooms: [room, landingRoom],
    signs,
    tokens,
    model,
    presence,
    control,
    report,
    relay,
    provided,
  };
}

const modelOf = ({ databaseUrl, shard, id }: Settings): ReadModel | null =>
  databaseUrl === null
    ? null
    : openReadModel({ url: databaseUrl, shard, applicationName: `orchestrator ${id}` });

type ShardParts = Pick<ShardOptions, 'broker' | 'logger' | 'lease' | 'home'> & { readonly signs: LifeSigns };

function shardOf(settings: Settings, { signs, ...given }: ShardParts): Shard {
  const { broker, logger } = given;
  const dir = settings.snapshotDir;
  return new Shard({
    ...given,
    shard: settings.shard,
    weightOf: (org) => settings.orgWeights.get(org) ?? 1,
    ...(dir === null ? {} : { snapshots: snapshotsIn(dir, broker, settings.shard, logger) }),
    factsOf: (org, command, servingSince) => factsFor(signs, org, command, servingSince),
  });
}

const claimOf = ({ id }: Settings, report: Report) => ({ id, pid: process.pid, address: report.address() });

/** An expiry is decided with what we know of the holder's life, a backoff with a number that an audit finds again. */
function factsFor(signs: LifeSigns, org: OrgId, command: Command, servingSince: Instant): Facts | undefined {
  if (command.type === 'ExpireClaim')
    return signs.factsOf(org, command.attemptId, command.fence, servingSince);
  if (command.type === 'ExpireLanding')
    return signs.factsOf(org, command.changeId, command.fence, servingSince);
  if (command.type === 'FailAttempt') return { random: Math.random() };
  return undefined;
}

/** What it remembers of a log is true while nobody else takes chunks of it. */
function logStoreOf(broker: Broker, shard: Shard): LogStore {
  const store = new LogStore(openLogs(broker));
  shard.onResumed(() => store.forget());
  return store;
}

/** It is asked again whenever writing begins, so nothing is lost by an attempt that fails. */
function claimFolded(directory: Directory, shard: Shard, logger: Logger): void {
  directory.claim(shard.orgs()).then(
    (others) => {
      if (others.length > 0) logger.error({ orgs: others }, 'orgs of another shard have commits here');
    },
    (err: unknown) => logger.warn({ err }, 'where orgs live was not recorded'),
  );
}

/** Presence is for readers; a heartbeat counts also when it cannot be shown. */
const keepingPresence =
  (presence: Bucket, logger: Logger): ConstructorParameters<typeof Runners>[2] =>
  async (runner) => {
    await presence.put(`runner.${runner.org}.${runner.runnerId}`, runner).catch((err: unknown) => {
      logger.warn({ err, runnerId: runner.runnerId }, 'presence was not stored');
    });
  };

const recallOf = (broker: Broker, shard: string, evidence: EvidenceStore): Recall =>
  createRecall({
    commitAt: async (position) => {
      const found = await readCommitAt(broker, shard, position);
      if (!found) throw new BrokerError('LOG_DAMAGED', `#${position} is not in the log any more`);
      return found;
    },
    evidence: async ({ sha256 }) => {
      const ref = await evidence.find(sha256);
      return ref && (await evidence.get(sha256)).bytes;
    },
  });
