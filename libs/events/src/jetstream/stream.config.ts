import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ServerFeatures } from './server.features.ts';
import {
  CONTROL_BUCKET,
  EVIDENCE_BUCKET,
  EVIDENCE_STREAM,
  LOG_STREAM,
  PRESENCE_BUCKET,
  eventStreamOf,
  eventSubjectsOf,
} from './subjects.ts';

export type StreamOptions = {
  readonly shard: string;
  /** Copies of every stream, on as many nodes; an odd number. Without it, a new stream has one, and another keeps what it has. */
  readonly replicas?: number;
  /** Logs older than this are removed. */
  readonly logMaxAgeMs?: number;
  /** The oldest logs are removed above this; -1: no limit. */
  readonly logMaxBytes?: number;
};

/** A configuration, and which of its settings must be exactly so; others are brought into line when they differ. */
export type WantedStream = {
  readonly config: Partial<StreamConfig> & { readonly name: string };
  readonly fixed: readonly (keyof StreamConfig)[];
};

const days = (n: number) => n * 24 * 3_600_000;

/** Every setting of a stream that holds the truth is fixed: nothing of it may ever be dropped, replaced or limited. */
const fixedEvents = ['subjects', 'retention', 'storage', 'discard', 'max_age', 'max_bytes', 'max_msgs',
  'max_msgs_per_subject', 'sealed', 'deny_delete', 'deny_purge'] as const satisfies (keyof StreamConfig)[]; // prettier-ignore
const fixedStore = ['subjects', 'retention', 'storage'] as const;

export function wantedStreams(options: StreamOptions, features: ServerFeatures): readonly WantedStream[] {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    num_replicas: options.replicas ?? 1,
    allow_direct: true,
    // short: command ids decide what is a repetition; message ids are the links of the writer's chain (shard.writer.ts)
    duplicate_window: nanos(1_000),
  };
  return [
    { config: { ...common, ...eventsConfig(options.shard) }, fixed: fixedEvents },
    { config: { ...common, ...logsConfig(options, features) }, fixed: fixedStore },
    { config: { ...common, ...evidenceConfig }, fixed: [...fixedStore, 'max_age', 'max_bytes'] },
    { config: { ...common, ...bucketConfig(PRESENCE_BUCKET) }, fixed: fixedStore },
    { config: { ...common, ...bucketConfig(CONTROL_BUCKET) }, fixed: fixedStore },
  ];
}

const unlimited = { max_age: 0, max_bytes: -1, max_msgs: -1, max_msgs_per_subject: -1 };

const eventsConfig = (shard: string) => ({
  name: eventStreamOf(shard),
  description: 'Every decision, in order. The truth: never delete, purge or edit it.',
  subjects: [eventSubjectsOf(shard)],
  ...unlimited,
  discard: DiscardPolicy.New,
  sealed: false,
  deny_delete: true,
  deny_purge: true,
});

const logsConfig = (
  { logMaxAgeMs = days(30), logMaxBytes = -1 }: StreamOptions,
  { compression }: ServerFeatures,
) => ({
  name: LOG_STREAM,
  description: 'What agents and gates printed; removed by age and size.',
  subjects: ['log.>'],
  discard: DiscardPolicy.Old,
  max_age: nanos(logMaxAgeMs),
  max_bytes: logMaxBytes,
  ...(compression ? { compression: StoreCompression.S2 } : {}),
});

/** As `nats object` makes it. */
const evidenceConfig = {
  name: EVIDENCE_STREAM,
  description: 'Evidence, named by its SHA-256.',
  subjects: [`$O.${EVIDENCE_BUCKET}.C.>`, `$O.${EVIDENCE_BUCKET}.M.>`],
  ...unlimited,
  discard: DiscardPolicy.New,
  allow_rollup_hdrs: true,
};

/** As `nats kv` makes it. */
const bucketConfig = (bucket: string) => ({
  name: `KV_${bucket}`,
  subjects: [`$KV.${bucket}.>`],
  max_msgs_per_subject: 1,
  discard: DiscardPolicy.New,
  allow_rollup_hdrs: true,
  deny_delete: true,
});

/** `setting: is …, must be …`, for every fixed setting in which a stream differs. */
export const mismatchesOf = (
  { config, fixed }: WantedStream,
  actual: Partial<StreamConfig>,
): readonly string[] =>
  differing(fixed, config, actual).map(
    (name) => `${name} is ${JSON.stringify(actual[name])}, must be ${JSON.stringify(config[name])}`,
  );

/** What is brought into line. */
export function changesOf(
  { config, fixed }: WantedStream,
  actual: Partial<StreamConfig>,
): Partial<StreamConfig> {
  const free = (Object.keys(config) as (keyof StreamConfig)[]).filter((name) => !fixed.includes(name));
  return Object.fromEntries(differing(free, config, actual).map((name) => [name, config[name]]));
}

const differing = (
  names: readonly (keyof StreamConfig)[],
  wanted: Partial<StreamConfig>,
  actual: Partial<StreamConfig>,
) => names.filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(actual[name] ?? absent[name]));

/** What a server leaves out of its answer. */
const absent: Partial<StreamConfig> = { max_age: 0, sealed: false, deny_delete: false, deny_purge: false };
