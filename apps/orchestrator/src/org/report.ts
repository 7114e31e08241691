import { ProcessPresence, RunnerPresence, instantOf, type Instant, type OrgId } from '@headrace/events';
import { isFresh, storageUse, type Broker, type Bucket } from '@headrace/events/jetstream';
import type { ReadModel, ReadModelHealth } from '@headrace/readmodel';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../settings.ts';
import type { Shard } from '../shard/shard.ts';
import { VERSION } from '../version.ts';
import type { Cluster, Health, Peer } from './org.routes.ts';
import type { Placements } from './placements.ts';

type Sources = {
  readonly settings: Settings;
  readonly broker: Broker;
  readonly shard: Shard;
  readonly presence: Bucket;
  readonly placements: Pick<Placements, 'all'>;
  readonly model: ReadModel | null;
};

type Storage = Omit<Cluster['broker'], 'version' | 'connected'>;

/** A process says every 2 s that it is alive; after so long without it is gone. */
const STALE_MS = 10_000;

/** Postgres may take long to say that it is away; a health check may not. */
const PATIENCE_MS = 1_000;

/** What this process sees: itself, the others, what they run on. */
export class Report {
  readonly #from: Sources;
  readonly #startedAt = instantOf(Date.now());
  #address: string | null = null;

  constructor(sources: Sources) {
    this.#from = sources;
  }

  listensOn(address: string): void {
    this.#address = address;
  }

  /** Where others reach this process; null until it listens. */
  address(): string | null {
    const { advertisedUrl } = this.#from.settings;
    return advertisedUrl ?? this.#address?.replace(/\/\/(0\.0\.0\.0|\[::\]):/, `//${hostname()}:`) ?? null;
  }

  async health(): Promise<Health> {
    const { broker, shard, settings } = this.#from;
    const { role, position, servingSince, reason } = shard.status();
    const isConnected = broker.isConnected();
    const isServing =
      role === 'writer' ? reason === null : role === 'standby' && shard.writerAddress() !== null;
    const postgres = await this.#postgres();
    const read = postgres.connected ? postgres.position : null;
    return {
      status: isConnected && isServing ? 'ok' : 'unavailable',
      version: VERSION,
      shard: settings.shard,
      nats: { connected: isConnected, version: broker.features().version },
      postgres: {
        connected: postgres.connected,
        version: postgres.connected ? postgres.version : null,
        position: read,
        lag: read === null || role !== 'writer' ? null : Math.max(0, position - read),
        cause: postgres.connected ? null : postgres.cause,
      },
      writer: { role, position, servingSince, cause: reason?.message ?? null },
    };
  }

  /** This process, as the others see it. */
  presence(at: Instant): ProcessPresence {
    const { settings, shard } = this.#from;
    const { role, position } = shard.status();
    return {
      kind: 'orchestrator',
      id: settings.id,
      version: VERSION,
      address: this.address(),
      role,
      shard: settings.shard,
      startedAt: this.#startedAt,
      lastSeenAt: at,
      position,
      lag: 0,
      pid: process.pid,
    };
  }

  async peers(): Promise<Peer[]> {
    const [processes, runners, placements] = await Promise.all([
      this.#processes(),
      this.#runners(),
      this.#from.placements.all(),
    ]);
    const working = runners.map(({ org, runnerId, version, host, lastSeenAt }): Peer => ({
      ...{ kind: 'runner', id: runnerId, version, address: host, lastSeenAt },
      role: `runner of ${org}`,
      shard: placements.get(org) ?? null,
      position: null,
      lag: null,
    }));
    return [...processes.map(peerOf), ...working];
  }

  async clusters(): Promise<Cluster[]> {
    const { broker, shard, settings, placements } = this.#from;
    const [runners, postgres, placed] = await Promise.all([
      this.#runners(),
      this.#postgres(),
      placements.all(),
    ]);
    const { version } = broker.features();
    const orgs = new Set<OrgId>([...placed.keys(), ...shard.orgs(), ...runners.map(({ org }) => org)]);
    const homeOf = (org: OrgId) => placed.get(org) ?? settings.shard;
    const storage = await this.#storage(new Set([...orgs].map(homeOf)));
    return [...orgs].sort().map((org) => {
      const own = runners.filter((runner) => runner.org === org);
      const home = homeOf(org);
      return {
        org,
        shard: home,
        runners: own,
        slots: { total: sum(own.map(({ slots }) => slots)), busy: sum(own.map(({ busy }) => busy)) },
        load: sum(own.map(({ load }) => load)),
        broker: { version, connected: broker.isConnected(), ...storage.get(home)! },
        postgres: { connected: postgres.connected, version: postgres.connected ? postgres.version : null },
      };
    });
  }

  async #storage(shards: ReadonlySet<string>): Promise<ReadonlyMap<string, Storage>> {
    const { broker } = this.#from;
    const read = async (shard: string): Promise<[string, Storage]> => {
      const { streams, ...account } = await storageUse(broker, { shard });
      return [shard, { ...account, streams: [...streams] }];
    };
    return new Map(await Promise.all([...shards].map(read)));
  }

  /** Those of one org, or of all, whose heartbeats come. */
  async runnersAlive(org?: OrgId): Promise<readonly RunnerPresence[]> {
    return this.#runners(org === undefined ? 'runner' : `runner.${org}`);
  }

  async #processes(): Promise<ProcessPresence[]> {
    const entries = await this.#from.presence.list('process');
    return entries
      .filter((entry) => isFresh(entry, Date.now(), STALE_MS))
      .flatMap(({ value }) => ProcessPresence.safeParse(value).data ?? []);
  }

  async #runners(prefix = 'runner'): Promise<RunnerPresence[]> {
    const { presence, settings } = this.#from;
    const entries = await presence.list(prefix);
    return entries
      .filter((entry) => isFresh(entry, Date.now(), settings.leaseMs))
      .flatMap(({ value }) => RunnerPresence.safeParse(value).data ?? []);
  }

  #postgres(): Promise<ReadModelHealth> {
    const { model } = this.#from;
    if (!model) return Promise.resolve({ connected: false, cause: 'DATABASE_URL is not set' });
    const late = delay(
      PATIENCE_MS,
      { connected: false, cause: `no answer within ${PATIENCE_MS} ms` } as const,
      {
        ref: false,
      },
    );
    return Promise.race([model.health(), late]);
  }
}

const peerOf = ({ shard, kind, id, version, address, role, ...place }: ProcessPresence): Peer => ({
  ...{ kind, id, version, address, role, shard: shard ?? null },
  ...{ position: place.position, lag: place.lag, lastSeenAt: place.lastSeenAt },
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
