import { createAllowance } from '@headrace/events/token';
import { join } from 'node:path';
import { openEvidence, openLogs, openPresence, type Broker, type Bucket } from '@headrace/events/jetstream';
import { EventLog } from './event/event.log.ts';
import type { Home } from './org/home.ts';
import { createOrchestrator } from './org/orchestrator.client.ts';
import { RunnerBoard } from './runner/runner.board.ts';
import { Sessions } from './session/sessions.ts';
import type { Settings } from './settings.ts';
import { Lists } from './state/lists.ts';
import { openReadModels, type ReadModels } from './state/read.models.ts';
import * as name from './tokens.ts';
import { ClientFiles } from './ui/client.files.ts';

/** Everything of one web server that talks to the outside, made once. */
export type Parts = {
  readonly sessions: Sessions;
  readonly models: ReadModels;
  readonly home: Home;
  readonly log: EventLog;
  readonly presence: Bucket;
  readonly board: RunnerBoard;
  /** For Nest, by the names in tokens.ts. */
  readonly provided: ReadonlyMap<symbol, unknown>;
};

/** The client lies beside what runs: dist/client. */
export const CLIENT_DIR = join(import.meta.dirname, 'client');

export async function assemble(
  settings: Settings,
  broker: Broker,
  home: Home,
  clientDir = CLIENT_DIR,
): Promise<Parts> {
  const { databaseUrl, org, id, leaseMs, token } = settings;
  const sessions = new Sessions(token, createAllowance(settings.anonymousPerSecond));
  const models = openReadModels({ url: databaseUrl, applicationName: `web ${id}` }, home.likely);
  const log = new EventLog(broker, home, org);
  const board = new RunnerBoard(leaseMs);
  const provided = new Map<symbol, unknown>([
    [name.SETTINGS, settings],
    [name.SESSIONS, sessions],
    [name.LISTS, new Lists(models, home, org, () => log.head())],
    [name.HOME, home],
    [name.EVENT_LOG, log],
    [name.TASK_LOGS, openLogs(broker)],
    [name.EVIDENCE, openEvidence(broker)],
    [name.RUNNER_BOARD, board],
    [name.ORCHESTRATOR, createOrchestrator(settings)],
    [name.CLIENT_FILES, await ClientFiles.in(clientDir)],
  ]);
  return { sessions, models, home, log, presence: openPresence(broker), board, provided };
}
