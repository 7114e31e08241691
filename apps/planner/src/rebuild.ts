import { connectBroker, headPosition } from '@headrace/events/jetstream';
import { problemOf } from './log.ts';
import { rebuild, type RebuildOutcome } from './rebuild/rebuild.ts';
import { reporter } from './rebuild/report.ts';
import { settingsFrom } from './settings.ts';

/** `node dist/rebuild.js [--json]`: rebuilds the read model of HEADRACE_SHARD, as `headrace rebuild` does. Ends with 1 when it cannot. */
async function main(): Promise<number> {
  const report = reporter(process.argv.includes('--json'));
  try {
    report.done(await rebuilt(report.reached));
    return 0;
  } catch (cause) {
    report.failed(problemOf(cause));
    return 1;
  }
}

async function rebuilt(onReached: (position: number, head: number) => void): Promise<RebuildOutcome> {
  const { nats, shard, databaseUrl, id } = settingsFrom(process.env);
  const broker = await connectBroker({ ...nats, name: `rebuild ${id}` });
  try {
    const head = await headPosition(broker, shard);
    return await rebuild({
      ...{ broker, shard, databaseUrl },
      onReached: (position) => onReached(position, Math.max(position, head)),
    });
  } finally {
    await broker.close();
  }
}

process.exitCode = await main();
