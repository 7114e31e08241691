import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../terminal/failure.ts';
import { defaultHome } from '../up/home.ts';

/** Where the orchestrator is and how to be let in. `url`: several of the same shards, separated by commas. */
export type Connection = { readonly url: string; readonly token: string; readonly org: string };

type Flags = { url?: string; tokenFile?: string; org?: string; home?: string };

/** What `headrace up` leaves in its home while it runs. */
export const Addresses = z.object({
  orchestrator: z.string(),
  web: z.string(),
  nats: z.string(),
  /** With its password: the file is its owner's alone. */
  database: z.string(),
  tokenFile: z.string(),
  home: z.string(),
  pid: z.number(),
});
export type Addresses = z.infer<typeof Addresses>;

export const addressFile = (home: string) => join(home, 'addresses.json');

/** From flags, then the environment, then the home of a running `headrace up`. */
export function connectionOf(flags: {
  url?: string;
  tokenFile?: string;
  org?: string;
  home?: string;
}): Connection {
  const home = homeOf(flags);
  const running = readAddresses(home);
  const url = flags.url ?? process.env.HEADRACE_URL ?? running?.orchestrator ?? 'http://127.0.0.1:18080';
  const org = flags.org ?? process.env.HEADRACE_ORG ?? 'main';
  return {
    url: url.replace(/\/(?=,|$)/g, ''),
    token: process.env.ORCHESTRATOR_TOKEN ?? readToken(tokenFileOf(flags)),
    org,
  };
}

export const homeOf = ({ home }: Flags): string => home ?? process.env.HEADRACE_HOME ?? defaultHome();

export const tokenFileOf = (flags: Flags): string =>
  flags.tokenFile ?? process.env.HEADRACE_TOKEN_FILE ?? join(homeOf(flags), 'token');

export function readAddresses(home: string): Addresses | null {
  const file = addressFile(home);
  if (!existsSync(file)) return null;
  const parsed = Addresses.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Failure('TOKEN_MISSING', `no token: ${file} cannot be read`, {
      hint: 'Start `headrace up`, name its home with --home, or name the file with --token-file.',
    });
  }
}
