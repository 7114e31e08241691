import { connectBroker, type Broker } from '@headrace/events/jetstream';
import type { DynamicModule, FactoryProvider, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { background, type Background } from './lifecycle.ts';
import { keepPresent } from './presence/process.presence.ts';
import { keepHearing } from './presence/runner.presence.ts';
import { databaseOf } from './projection/database.ts';
import type { Progress } from './projection/progress.ts';
import { keepProjected, type ReadModelDatabase } from './projection/projector.ts';
import { commandsOver } from './reaction/commands.ts';
import { noHeartbeats } from './reaction/heartbeats.ts';
import { keepReacting, type ReactorOptions } from './reaction/reactor.ts';
import type { Settings } from './settings.ts';
import { streamsMade } from './streams.made.ts';

export type PlannerParts = {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly progress: Progress;
  /** Called with what ends the process. */
  readonly onFailure: (cause: unknown) => void;
  /** Ends the wait for a nats-server that is not there yet. */
  readonly signal: AbortSignal;
};

const BROKER = Symbol('broker');
const DATABASE = Symbol('database');

/** Wiring only: what goes on in this process, and what each needs. */
export class PlannerModule {
  static of(parts: PlannerParts): DynamicModule {
    const parted = (provide: symbol, work: (broker: Broker, database: ReadModelDatabase) => Background) => ({
      provide,
      inject: [BROKER, DATABASE],
      useFactory: work,
    });
    return {
      module: PlannerModule,
      providers: [
        brokerOf(parts),
        databaseFrom(parts),
        parted(Symbol('projector'), (broker, database) => projector(parts, broker, database)),
        parted(Symbol('reactor'), (broker) => reactor(parts, broker)),
        parted(Symbol('presence'), (broker) => presence(parts, broker)),
      ],
    };
  }
}

const brokerOf = ({ settings, signal }: PlannerParts): FactoryProvider<Broker & OnApplicationShutdown> => ({
  provide: BROKER,
  useFactory: async () => {
    const name = `planner ${settings.id}`;
    const broker = await connectBroker({ ...settings.nats, name, patient: true, signal });
    await streamsMade(broker, settings.shard, signal);
    return { ...broker, onApplicationShutdown: () => broker.close() };
  },
});

const databaseFrom = ({
  settings,
}: PlannerParts): FactoryProvider<ReadModelDatabase & OnApplicationShutdown> => ({
  provide: DATABASE,
  useFactory: () => {
    const database = databaseOf(settings.databaseUrl, settings.shard);
    return { ...database, onApplicationShutdown: () => database.close() };
  },
});

const projector = (
  { settings: { shard }, logger, progress, onFailure }: PlannerParts,
  broker: Broker,
  database: ReadModelDatabase,
): Background =>
  background(
    (signal) =>
      keepProjected({
        ...{ broker, shard, database, signal },
        onReached: (position) => progress.reach(position),
        onStandby: () => {
          progress.standBy();
          logger.info('another planner projects; this one stands by');
        },
        onAway: ({ message }) =>
          logger.warn({ code: 'READ_MODEL_UNAVAILABLE', cause: message }, 'Postgres is away'),
        onBack: () => logger.info('Postgres is back'),
      }),
    onFailure,
  );

function reactor({ settings, logger, onFailure }: PlannerParts, broker: Broker): Background {
  const { shard, token } = settings;
  const heartbeats = noHeartbeats();
  if (!token) logger.warn('no PLANNER_TOKEN or ORCHESTRATOR_TOKEN: nothing expires and nothing wakes up');
  const work = async (signal: AbortSignal) => {
    if (!token) return;
    const send = commandsOver(broker, token);
    const reacting = keepReacting({ broker, shard, heartbeats, send, signal, ...spoken(logger) });
    await Promise.all([reacting, keepHearing(broker, heartbeats, signal)]);
  };
  return background(work, onFailure);
}

/** An orchestrator that is away is worth one line, not one for each time that it is asked. */
function spoken(logger: Logger): Pick<ReactorOptions, 'onAnswered' | 'onUnanswered'> {
  let isAway = false;
  return {
    onAnswered: (answers) => {
      isAway = false;
      logger.info({ answers: answers.map(inShort) }, 'the clock caused commands');
    },
    onUnanswered: (cause) => {
      if (!isAway) logger.warn({ cause: String(cause) }, 'nobody takes commands at the moment');
      isAway = true;
    },
  };
}

const inShort = (answer: { ok: boolean; id: string; problem?: { code: string } }) =>
  answer.ok ? answer.id : `${answer.id}: ${answer.problem?.code}`;

const presence = (
  { settings: { id, shard }, progress, onFailure }: PlannerParts,
  broker: Broker,
): Background => background((signal) => keepPresent({ broker, id, shard, signal, progress }), onFailure);
