import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../terminal/failure.ts';

/** All state of one `headrace up`: what is in here is all there is to keep. */
export type Home = {
  readonly dir: string;
  readonly tokenFile: string;
  readonly token: string;
  readonly secrets: Secrets;
  /** A directory of the home, made when it is missing. */
  path(...parts: string[]): string;
};

/** Passwords of the parts among themselves, made at the first start. */
export const Secrets = z.object({
  nats: z.object({ orchestrator: z.string(), planner: z.string(), web: z.string(), inspector: z.string() }),
  postgres: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

export const defaultHome = (): string =>
  process.getuid?.() === 0 ? '/var/lib/headrace' : join(homedir(), '.local', 'state', 'headrace');

export function openHome(given: string | undefined): Home {
  const dir = resolve(given ?? process.env.HEADRACE_HOME ?? defaultHome());
  makeUsable(dir);
  const tokenFile = join(dir, 'token');
  const token =
    process.env.ORCHESTRATOR_TOKEN ?? kept(tokenFile, () => randomBytes(32).toString('base64url'));
  const secrets = Secrets.parse(
    JSON.parse(kept(join(dir, 'secrets.json'), () => JSON.stringify(newSecrets()))),
  );
  const path = (...parts: string[]) => {
    const wanted = join(dir, ...parts);
    mkdirSync(wanted, { recursive: true });
    return wanted;
  };
  return { dir, tokenFile, token, secrets, path };
}

/** Reads a file that only its owner may read, and makes it at first. */
function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

function newSecrets(): Secrets {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    nats: { orchestrator: secret(), planner: secret(), web: secret(), inspector: secret() },
    postgres: secret(),
  };
}

function makeUsable(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure('HOME_UNUSABLE', `${dir}: ${(error as Error).message}`);
  }
  if (process.getuid?.() !== 0) return;
  chmodSync(dir, statSync(dir).mode | 0o001); // its secrets are closed one by one
  mustBeTraversable(dirname(dir));
}

/** Postgres does not run as root; its own user has to get through every directory above its data. */
function mustBeTraversable(dir: string): void {
  for (let at = dir; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) {
      throw new Failure(
        'HOME_UNUSABLE',
        `${at} is closed to other users, and Postgres, which does not run as root, has to pass it`,
        {
          hint: `Choose another --home, for example ${defaultHome()}, or open it: chmod o+x ${at}`,
        },
      );
    }
    if (at === dirname(at)) return;
  }
}
