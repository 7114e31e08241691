import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OrchestratorUrls, OrgId, ShardName } from '@headrace/events';
import { z } from 'zod';

const port = (standard: number) => z.coerce.number().int().min(0).max(65_535).default(standard);

/** The environment; docs: .env.example. */
const Environment = z.object({
  HEADRACE_HOST: z.string().default('127.0.0.1'),
  HEADRACE_WEB_PORT: port(8090),
  HEADRACE_URL: OrchestratorUrls.default(['http://127.0.0.1:18080']),
  HEADRACE_ORG: OrgId.default('main' as OrgId),
  HEADRACE_SHARD: ShardName.default('main'),
  HEADRACE_LEASE_MS: z.coerce.number().int().min(1000).max(3_600_000).default(30_000),
  HEADRACE_ANONYMOUS_PER_SECOND: z.coerce.number().min(0).max(1_000_000).default(20),
  HEADRACE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ORCHESTRATOR_TOKEN: z.string().optional(),
  HEADRACE_TOKEN_FILE: z.string().optional(),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  DATABASE_URL: z.string().min(1),
});

export type Settings = {
  /** Names this process in presence; a new one at each start. */
  readonly id: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where orchestrators listen; whichever answers is asked. */
  readonly orchestratorUrls: readonly string[];
  /** The org of a token that is bound to none. */
  readonly org: OrgId;
  readonly shard: string;
  /** A runner that has been silent for longer is not alive. */
  readonly leaseMs: number;
  /** Requests of one address without a good token; 0: no limit. */
  readonly anonymousPerSecond: number;
  readonly logLevel: string;
  /** The admin's token, from which the keys of sessions and of tokens are derived. */
  readonly token: string;
  readonly nats: { readonly url: string; readonly user?: string; readonly password?: string };
  readonly databaseUrl: string;
};

/** Throws an Error in words that name the variable. */
export function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const value = parsed.data;
  return {
    id: `web-${process.pid}-${randomBytes(3).toString('hex')}`,
    host: value.HEADRACE_HOST,
    port: value.HEADRACE_WEB_PORT,
    orchestratorUrls: value.HEADRACE_URL,
    org: value.HEADRACE_ORG,
    shard: value.HEADRACE_SHARD,
    leaseMs: value.HEADRACE_LEASE_MS,
    anonymousPerSecond: value.HEADRACE_ANONYMOUS_PER_SECOND,
    logLevel: value.HEADRACE_LOG_LEVEL,
    token: tokenFrom(value.ORCHESTRATOR_TOKEN, value.HEADRACE_TOKEN_FILE),
    nats: {
      url: value.NATS_URL,
      ...(value.NATS_USER ? { user: value.NATS_USER } : {}),
      ...(value.NATS_PASSWORD ? { password: value.NATS_PASSWORD } : {}),
    },
    databaseUrl: value.DATABASE_URL,
  };
}

const MIN_TOKEN = 16;

/** There is no default: whoever knows this token may do everything. */
function tokenFrom(token: string | undefined, file: string | undefined): string {
  const found = token ?? (file ? readFileSync(file, 'utf8').trim() : '');
  if (found.length < MIN_TOKEN) {
    throw new Error(`ORCHESTRATOR_TOKEN (or the file HEADRACE_TOKEN_FILE): at least ${MIN_TOKEN} characters`);
  }
  return found;
}
