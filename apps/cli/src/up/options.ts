import { z } from 'zod';
import { Failure } from '../terminal/failure.ts';

const port = z.coerce.number().int().min(0).max(65_535);

/** What `up` and `demo` may be told, each by flag or by environment variable; `.env.example` lists them. */
export const UpOptions = z.object({
  home: z.string().optional(),
  orchestratorPort: port.default(18080),
  webPort: port.default(8090),
  natsPort: port.default(14222),
  runners: z.coerce.number().int().min(0).max(64).default(2),
  slots: z.coerce.number().int().min(1).max(64).default(2),
  leaseMs: z.coerce.number().int().min(1000).max(3_600_000).default(30_000),
  org: z.string().default('main'),
  agent: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]*=.+$/, 'expected NAME=COMMAND')).default([]),
});
export type UpOptions = z.infer<typeof UpOptions>;

const variables: Record<string, keyof UpOptions> = {
  HEADRACE_HOME: 'home',
  HEADRACE_ORCHESTRATOR_PORT: 'orchestratorPort',
  HEADRACE_WEB_PORT: 'webPort',
  HEADRACE_NATS_PORT: 'natsPort',
  HEADRACE_RUNNERS: 'runners',
  HEADRACE_SLOTS: 'slots',
  HEADRACE_LEASE_MS: 'leaseMs',
  HEADRACE_ORG: 'org',
};

/** Flags win over the environment. Errors: USAGE with the option's name. */
export function upOptions(flags: Record<string, unknown>, env: NodeJS.ProcessEnv = process.env): UpOptions {
  const fromEnv = Object.entries(variables).flatMap(([variable, option]) =>
    env[variable] ? [[option, env[variable]]] : [],
  );
  const parsed = UpOptions.safeParse({ ...Object.fromEntries(fromEnv), ...flags });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = String(issue?.path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Failure('USAGE', `--${option}: ${issue?.message ?? 'not valid'}`);
}
