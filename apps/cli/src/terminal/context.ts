import type { Command } from 'commander';
import { connectionOf } from '../orchestrator/connection.ts';
import { openClient, type Client } from '../orchestrator/client.ts';
import { exitCodes } from './failure.ts';
import { printer, type Print } from './print.ts';

/** What every command that talks to the orchestrator gets. */
export type Context = { readonly client: Client; readonly print: Print; readonly signal: AbortSignal };

type Globals = { json?: boolean; url?: string; tokenFile?: string; org?: string; home?: string };

export const globalsOf = (command: Command): Globals => command.optsWithGlobals<Globals>();

export function contextOf(command: Command): Context {
  const globals = globalsOf(command);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.exitCode = exitCodes.interrupted;
      abort.abort();
    });
  }
  return {
    client: openClient(connectionOf(globals)),
    print: printer(globals.json ?? false),
    signal: abort.signal,
  };
}
