import { subjectOf } from '@headrace/events';
import {
  connectBroker,
  ensureStreams,
  eventStreamOf,
  openShardWriter,
  type Broker,
  type ShardWriter,
} from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import type { WrittenCommit } from './log.host.ts';

/** A nats-server with an empty shard `main`, and its writer. */
export type TestShard = {
  readonly server: TestServer;
  readonly broker: Broker;
  /** Resolves when all are stored. */
  append(commits: readonly WrittenCommit[]): Promise<void>;
  /** Readers of the log at this moment. */
  consumers(): Promise<number>;
  stop(): Promise<void>;
};

export async function startTestShard(): Promise<TestShard> {
  const server = await startTestServer();
  const broker = await connectBroker({ url: server.url, name: 'test' });
  await ensureStreams(broker, { shard: 'main' });
  const writer = await openShardWriter(broker, { shard: 'main' });
  return {
    server,
    broker,
    append: async (commits) => void (await Promise.all(commits.map((commit) => append(writer, commit)))),
    consumers: async () => (await broker.jsm.streams.info(eventStreamOf('main'))).state.consumer_count,
    stop: async () => {
      writer.close();
      await broker.close();
      await server.stop();
    },
  };
}

const append = (writer: ShardWriter, { commit, bytes }: WrittenCommit): Promise<number> =>
  writer.append(subjectOf('main', commit), bytes, { 'Headrace-Command': commit.command.id });
