import { CommandAnswer } from '@headrace/events';
import { COMMAND_SUBJECT, request, type Broker } from '@headrace/events/jetstream';
import { z } from 'zod';
import type { Settings } from '../settings.ts';
import type { SendCommands } from './react.ts';
import { reactorToken } from './reactor.token.ts';

const Answers = z.array(CommandAnswer);

/** Sends commands by request/reply. Errors: ORCHESTRATOR_UNREACHABLE, and what is wrong with the token (BrokerError). */
export function commandsOver(broker: Broker, given: NonNullable<Settings['token']>): SendCommands {
  const token = 'planner' in given ? given.planner : reactorToken(given.admin);
  return async (org, commands) =>
    Answers.parse(await request<unknown>(broker, COMMAND_SUBJECT, { token, org, commands }));
}
