import { openReadModel, type ReadModel, type ReadModelOptions } from '@headrace/readmodel';

/** The read model of the shard that the org lives in, which may become known only later. */
export type ReadModels = { current(): ReadModel; close(): Promise<void> };

export function openReadModels(options: Omit<ReadModelOptions, 'shard'>, shardNow: () => string): ReadModels {
  const opened = new Map<string, ReadModel>();
  return {
    current: () => {
      const shard = shardNow();
      const model = opened.get(shard) ?? openReadModel({ ...options, shard });
      opened.set(shard, model);
      return model;
    },
    close: async () => void (await Promise.all([...opened.values()].map((model) => model.close()))),
  };
}
