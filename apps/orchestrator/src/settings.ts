import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { OrgId, ShardName } from '@headrace/events';
import { z } from 'zod';
import { processId } from './shard/leadership.ts';

const port = (standard: number) => z.coerce.number().int().min(0).max(65_535).default(standard);

/** The environment; docs: .env.example. */
const Environment = z.object({
  HEADRACE_HOST: z.string().default('127.0.0.1'),
  HEADRACE_ORCHESTRATOR_PORT: port(18_080),
  HEADRACE_ORG: OrgId.default('main' as OrgId),
  HEADRACE_SHARD: ShardName.default('main'),
  HEADRACE_REPLICAS: z.coerce
    .number()
    .refine((copies) => [1, 3, 5].includes(copies), 'expected 1, 3 or 5')
    .optional(),
  HEADRACE_ADVERTISED_URL: z.url({ protocol: /^https?$/ }).optional(),
  HEADRACE_LEASE_MS: z.coerce.number().int().min(1000).max(3_600_000).default(30_000),
  HEADRACE_ANONYMOUS_PER_SECOND: z.coerce.number().min(0).max(1_000_000).default(20),
  /** `acme=3,main=1`: how often an org's turn comes while others wait; 1 where it is not said. */
  HEADRACE_ORG_WEIGHTS: z
    .string()
    .regex(
      /^([a-z0-9][a-z0-9-]{0,62}=[1-9]\d{0,2}(,|$))*$/,
      'expected org=weight,org=weight with weights from 1 to 999',
    )
    .default(''),
  HEADRACE_SNAPSHOT_DIR: z.string().optional(),
  HEADRACE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ORCHESTRATOR_TOKEN: z.string().optional(),
  HEADRACE_TOKEN_FILE: z.string().optional(),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  DATABASE_URL: z.string().optional(),
});

export type Settings = {
  /** Names this process in presence; a new one at each start. */
  readonly id: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where other orchestrators reach this one; null: where it listens. */
  readonly advertisedUrl: string | null;
  /** The org of an admin who names none. */
  readonly org: OrgId;
  readonly shard: string;
  /** Copies of every stream; null: what there is, or one. */
  readonly replicas: number | null;
  readonly leaseMs: number;
  /** Requests of one address without a good token; 0: no limit. */
  readonly anonymousPerSecond: number;
  readonly orgWeights: ReadonlyMap<string, number>;
  readonly logLevel: string;
  /** null: none are made, and every start reads the whole log. */
  readonly snapshotDir: string | null;
  /** The admin's token, from which every other one is derived. */
  readonly token: string;
  readonly nats: { readonly url: string; readonly user?: string; readonly password?: string };
  /** null: lists are not served. */
  readonly databaseUrl: string | null;
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
    id: processId('orchestrator', machinePart(hostname()), process.pid, Date.now()),
    host: value.HEADRACE_HOST,
    port: value.HEADRACE_ORCHESTRATOR_PORT,
    advertisedUrl: value.HEADRACE_ADVERTISED_URL?.replace(/\/+$/, '') ?? null,
    org: value.HEADRACE_ORG,
    shard: value.HEADRACE_SHARD,
    replicas: value.HEADRACE_REPLICAS ?? null,
    leaseMs: value.HEADRACE_LEASE_MS,
    anonymousPerSecond: value.HEADRACE_ANONYMOUS_PER_SECOND,
    orgWeights: weightsFrom(value.HEADRACE_ORG_WEIGHTS),
    logLevel: value.HEADRACE_LOG_LEVEL,
    snapshotDir: value.HEADRACE_SNAPSHOT_DIR ?? null,
    token: tokenFrom(value.ORCHESTRATOR_TOKEN, value.HEADRACE_TOKEN_FILE),
    nats: {
      url: value.NATS_URL,
      ...(value.NATS_USER ? { user: value.NATS_USER } : {}),
      ...(value.NATS_PASSWORD ? { password: value.NATS_PASSWORD } : {}),
    },
    databaseUrl: value.DATABASE_URL ?? null,
  };
}

const weightsFrom = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('='))
      .map(([org = '', weight]) => [org, Number(weight)]),
  );

const MIN_TOKEN = 16;

/** There is no default: whoever knows this token may do everything. */
function tokenFrom(token: string | undefined, file: string | undefined): string {
  const found = token ?? (file ? readFileSync(file, 'utf8').trim() : '');
  if (found.length < MIN_TOKEN) {
    throw new Error(`ORCHESTRATOR_TOKEN (or the file HEADRACE_TOKEN_FILE): at least ${MIN_TOKEN} characters`);
  }
  return found;
}

const machinePart = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 30) || 'host';
