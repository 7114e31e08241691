export {
  connectBroker,
  inboxPrefixOf,
  type Broker,
  type BrokerOptions,
  type BrokerStatus,
} from './broker.ts';
export { BrokerError } from './broker.error.ts';
export { AppendError, type AppendOutcome } from './append.error.ts';
export {
  MINIMUM_VERSION,
  RECOMMENDED_VERSION,
  isAtLeast,
  lossesOf,
  type ServerFeatures,
} from './server.features.ts';
export { ensureStreams } from './streams.ts';
export { storageUse, type StorageUse, type StreamUse } from './storage.ts';
export type { StreamOptions } from './stream.config.ts';
export { openShardWriter, type AppendHeaders, type ShardWriter, type WriterOptions } from './shard.writer.ts';
export type { Recovery } from './shard.recovery.ts';
export {
  follow,
  hasCommits,
  headPosition,
  readCommitAt,
  readRange,
  type FollowOptions,
  type RangeOptions,
} from './event.reader.ts';
export { isCaughtUp, type CaughtUp } from './reading.ts';
export { StoredCommit, sha256Of } from './stored.commit.ts';
export { MAX_LOG_BYTES, openLogs, type LogLines, type LogRef, type Logs } from './logs.ts';
export { isFresh, openControl, openPresence, type Bucket, type Entry } from './bucket.ts';
export { placementsOf, shardLogging, shardOfOrg } from './placements.ts';
export { openEvidence, type EvidenceStore } from './evidence.ts';
export {
  COMMAND_SUBJECT,
  CONTROL_BUCKET,
  EVIDENCE_BUCKET,
  LOG_STREAM,
  PRESENCE_BUCKET,
  eventStreamOf,
  eventSubjectsOf,
  placementKeyOf,
  writerKeyOf,
} from './subjects.ts';
export { request } from './request.ts';
export {
  brokerConfiguration,
  type BrokerConfiguration,
  type BrokerUser,
  type ClusterMember,
} from './broker.configuration.ts';
