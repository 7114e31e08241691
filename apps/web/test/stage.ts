import { randomBytes } from 'node:crypto';
import {
  attemptsOf,
  changesOf,
  encodeCommit,
  gatesOf,
  plansOf,
  reposOf,
  runnersOf,
  subjectOf,
  tasksOf,
  viewAttempt,
  viewChange,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  NO_COMMIT,
  recordedIn,
  type Commit,
  type Digest,
  type Event,
  type OrgId,
  type Recorded,
  type RecordedCommit,
} from '@headrace/events';
import {
  brokerConfiguration,
  connectBroker,
  ensureStreams,
  openControl,
  openEvidence,
  openLogs,
  openPresence,
  openShardWriter,
  placementKeyOf,
  sha256Of,
  type Broker,
  type Bucket,
  type EvidenceStore,
  type Logs,
  type ShardWriter,
} from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import {
  AttemptRow,
  AuditRow,
  ChangeRow,
  databaseAt,
  migrate,
  GateRow,
  PlanRow,
  RepoRow,
  RunnerRow,
  saveCheckpoint,
  schemaOf,
  TaskRow,
  upsertAll,
  type AuditView,
  type Row,
} from '@headrace/readmodel';
import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import { pino } from 'pino';
import type { Served } from '../src/http/server.ts';
import { settingsFrom } from '../src/settings.ts';
import { startWeb, type RunningWeb } from '../src/web.ts';

export const TOKEN = 'an-admin-token-for-tests';

/** A web server on a broker with its users and a Postgres of its own; commits are written as the orchestrator writes them. */
export type Stage = {
  readonly address: string;
  readonly org: OrgId;
  readonly served: readonly Served[];
  readonly nats: TestServer;
  readonly postgres: TestPostgres;
  readonly logs: Logs;
  readonly evidence: EvidenceStore;
  readonly presence: Bucket;
  /** Appends to the log: the commits' events, linked anew. Resolves with what is stored. */
  happens(commits: readonly RecordedCommit[]): Promise<readonly RecordedCommit[]>;
  /** Brings the read model up to everything that has happened. */
  projects(): Promise<number>;
  stop(): Promise<void>;
};

export async function startStage(
  org: OrgId,
  env: NodeJS.ProcessEnv = {},
  clientDir?: string,
  shard = 'main',
): Promise<Stage> {
  const [nats, postgres] = await Promise.all([startBroker(shard), startTestPostgres()]);
  const database = await postgres.createTestDatabase();
  const broker = await connectBroker({ url: nats.url, ...account('orchestrator'), name: 'test' });
  await ensureStreams(broker, { shard });
  await openControl(broker).put(placementKeyOf(org), { shard });
  const writer = await openShardWriter(broker, { shard });
  const web = await startServer(nats, database.url, org, env, clientDir);
  const log: RecordedCommit[] = [];
  return {
    ...{ address: web.address, served: web.served, org, nats, postgres },
    logs: openLogs(broker),
    evidence: openEvidence(broker),
    presence: openPresence(broker),
    happens: (commits) => append(writer, shard, log, commits),
    projects: () => project(database.url, org, shard, log),
    stop: () => stopAll(web, writer, broker, nats, postgres),
  };
}

const passwords = {
  orchestrator: randomBytes(12).toString('hex'),
  planner: randomBytes(12).toString('hex'),
  web: randomBytes(12).toString('hex'),
  inspector: randomBytes(12).toString('hex'),
};
const account = (user: keyof typeof passwords) => ({ user, password: passwords[user] });

const startBroker = (shard: string) =>
  startTestServer({
    configure: (port, storeDir) => brokerConfiguration({ port, storeDir, passwords, shards: [shard] }),
  });

function startServer(
  nats: TestServer,
  databaseUrl: string,
  org: OrgId,
  env: NodeJS.ProcessEnv,
  clientDir: string | undefined,
): Promise<RunningWeb> {
  const settings = settingsFrom({
    ...{ HEADRACE_WEB_PORT: '0', HEADRACE_ORG: org, ORCHESTRATOR_TOKEN: TOKEN, DATABASE_URL: databaseUrl },
    ...{ NATS_URL: nats.url, NATS_USER: 'web', NATS_PASSWORD: passwords.web },
    HEADRACE_LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...env,
  });
  const logger = pino({ level: settings.logLevel }, pino.destination(2));
  return startWeb(settings, logger, new AbortController().signal, clientDir);
}

async function append(
  writer: ShardWriter,
  shard: string,
  log: RecordedCommit[],
  commits: readonly RecordedCommit[],
): Promise<readonly RecordedCommit[]> {
  const { position } = await writer.recover();
  expect(position).toBe(log.at(-1)?.position ?? 0);
  const stored: RecordedCommit[] = [];
  let prev: Digest = log.at(-1)?.digest ?? NO_COMMIT;
  for (const { commit: told } of commits) {
    const commit: Commit = { ...told, rev: log.length + stored.length + 1, prev };
    const bytes = encodeCommit(commit);
    prev = sha256Of(bytes);
    const position = await writer.append(subjectOf(shard, commit), bytes, {
      'Headrace-Command': commit.command.id,
    });
    stored.push({ commit, position, digest: prev });
  }
  log.push(...stored);
  return stored;
}

/** As the planner does, all at once. */
async function project(
  url: string,
  org: OrgId,
  shard: string,
  log: readonly RecordedCommit[],
): Promise<number> {
  const recorded = log.flatMap(({ commit, position }) => recordedIn(commit, position));
  const last = log.at(-1);
  await migrate(url, schemaOf(shard));
  const source = await databaseAt({ url, schema: schemaOf(shard) }).initialize();
  const store = <V>(row: Row<V>, views: readonly V[]) =>
    upsertAll(
      source,
      row,
      views.map((view) => ({ ...view, org })),
    );
  await store(PlanRow, folded(recorded, plansOf, viewPlan));
  await store(TaskRow, folded(recorded, tasksOf, viewTask));
  await store(AttemptRow, folded(recorded, attemptsOf, viewAttempt));
  await store(ChangeRow, folded(recorded, changesOf, viewChange));
  await store(RunnerRow, folded(recorded, runnersOf, viewRunner));
  await store(RepoRow, folded(recorded, reposOf, viewRepo));
  await store(GateRow, recorded.flatMap(gatesOf));
  await store(AuditRow, log.map(auditOf));
  if (last) await saveCheckpoint(source, shard, last.position, last.commit.at);
  await source.destroy();
  return last?.position ?? 0;
}

function folded<V>(
  events: readonly Recorded[],
  keysOf: (event: Event) => readonly string[],
  view: (before: V | null, recorded: Recorded) => V,
): V[] {
  const records = new Map<string, V>();
  for (const recorded of events)
    for (const key of keysOf(recorded.event)) records.set(key, view(records.get(key) ?? null, recorded));
  return [...records.values()];
}

const auditOf = ({ commit, position, digest }: RecordedCommit): AuditView => ({
  ...{ position, part: 0, rev: commit.rev, at: commit.at, digest, actor: commit.command.actor },
  ...{ commandId: commit.command.id, commandType: commit.command.type },
  eventTypes: commit.events.map(({ type }) => type),
  keys: [
    ...new Set(commit.events.flatMap((event) => [...tasksOf(event), ...plansOf(event), ...planOf(event)])),
  ],
});

const planOf = (event: Event): readonly string[] => ('planId' in event ? [event.planId] : []);

async function stopAll(
  web: RunningWeb,
  writer: ShardWriter,
  broker: Broker,
  nats: TestServer,
  postgres: TestPostgres,
): Promise<void> {
  await web.close();
  writer.close();
  await broker.close();
  await Promise.all([nats.stop(), postgres.stop()]);
}
