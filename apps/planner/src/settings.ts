import { hostname } from 'node:os';
import { ShardName } from '@headrace/events';
import { z } from 'zod';

/** The environment; docs: .env.example. */
const Environment = z.object({
  HEADRACE_SHARD: ShardName.default('main'),
  HEADRACE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  PLANNER_TOKEN: z.string().min(16).optional(),
  ORCHESTRATOR_TOKEN: z.string().min(16).optional(),
});

export type Settings = {
  /** Names this process in presence; a new one at each start. */
  readonly id: string;
  readonly shard: string;
  readonly logLevel: string;
  readonly databaseUrl: string;
  readonly nats: {
    readonly url: string;
    readonly user: string | undefined;
    readonly password: string | undefined;
  };
  /** For the commands of the reactors: one that was minted for them, or the admin's to mint it with. */
  readonly token: { readonly planner: string } | { readonly admin: string } | null;
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
    id: `${idPart(hostname())}-${process.pid}-${Date.now().toString(36)}`,
    shard: value.HEADRACE_SHARD,
    logLevel: value.HEADRACE_LOG_LEVEL,
    databaseUrl: value.DATABASE_URL,
    nats: { url: value.NATS_URL, user: value.NATS_USER, password: value.NATS_PASSWORD },
    token: tokenFrom(value.PLANNER_TOKEN, value.ORCHESTRATOR_TOKEN),
  };
}

const tokenFrom = (planner: string | undefined, admin: string | undefined): Settings['token'] =>
  planner ? { planner } : admin ? { admin } : null;

const idPart = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 30) || 'host';
