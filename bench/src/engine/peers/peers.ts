import type { Contender, Load } from '../contender.ts';
import type { Durability } from '../durability.ts';
import { bullmqContender } from './bullmq.contender.ts';
import { graphileContender } from './graphile.contender.ts';
import { pgBossContender } from './pg.boss.contender.ts';
import { startPeerPostgres } from './postgres.ts';
import { redisProgram, startRedis } from './redis.ts';

export type Peers = {
  readonly contenders: readonly Contender[];
  /** Why one is missing, by its name. */
  readonly skipped: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Each with a server of its own. */
export async function startPeers(durability: Durability, load: Load): Promise<Peers> {
  const forBoss = await startPeerPostgres(durability);
  const forGraphile = await startPeerPostgres(durability);
  const program = redisProgram();
  const redis = program === null ? null : await startRedis(program, durability);
  return {
    contenders: [
      await pgBossContender(forBoss, load),
      await graphileContender(forGraphile, load),
      ...(redis ? [await bullmqContender(redis, load)] : []),
    ],
    skipped: redis ? {} : { bullmq: 'skipped: no redis-server' },
    stop: async () => {
      await forBoss.stop();
      await forGraphile.stop();
      await redis?.stop();
    },
  };
}
