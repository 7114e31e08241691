import { homedir, hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AccountId, AgentName, OrchestratorUrls, OrgId, RoleId, RunnerId } from '@headrace/events';
import { z } from 'zod';
import { wordsOf } from './words.ts';

/** `shell` is built in; every other agent is a program that speaks ACP on stdio. */
export const SHELL = 'shell' as AgentName;

const listed = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const Settings = z.object({
  id: RunnerId,
  /** Whichever answers is asked. */
  url: OrchestratorUrls,
  org: OrgId,
  tokenFile: z.string().min(1),
  state: z.string().min(1),
  slots: whole(1, 256),
  roles: listed.pipe(z.array(z.union([RoleId, z.literal('*')])).min(1)),
  labels: listed.pipe(z.array(z.string().max(100)).max(50)),
  passEnv: listed.pipe(z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))),
  /** Copied into the empty HOME of each attempt: an agent's login or settings. */
  homeTemplate: z.string().nullable(),
  /** A git configuration of the operator's choice, for credentials and proxies; without it git sees none. */
  gitConfig: z.string().nullable(),
  sandbox: z.boolean(),
  idleSeconds: whole(1, 86_400),
  logMegabytes: whole(1, 4096),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
});
export type Config = z.infer<typeof Settings> & {
  /** Name to command words; without `shell`. */
  readonly agents: ReadonlyMap<AgentName, readonly string[]>;
  /** The provider's account of each agent that has not one of its own name. */
  readonly accounts: Readonly<Record<AgentName, AccountId>>;
};

/** A command line or environment that cannot be used. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

const text = { type: 'string' } as const;
const options = {
  id: text,
  url: text,
  org: text,
  'token-file': text,
  state: text,
  slots: text,
  roles: text,
  labels: text,
  agent: { type: 'string', multiple: true },
  account: { type: 'string', multiple: true },
  'pass-env': text,
  'home-template': text,
  'git-config': text,
  sandbox: { type: 'boolean' },
  'idle-seconds': text,
  'log-megabytes': text,
  'log-level': text,
} as const;

/** Flags win over `HEADRACE_…` variables, which win over defaults. Errors: UsageError. */
export function configOf(argv: readonly string[], env: NodeJS.ProcessEnv): Config {
  const flags = flagsOf(argv);
  const setting = (flag: string | undefined, name: string) => flag ?? (env[`HEADRACE_${name}`] || undefined);
  const id = setting(flags.id, 'RUNNER_ID') ?? nameOfThisHost();
  const state = setting(flags.state, 'RUNNER_STATE') ?? join(homedir(), '.local/state/headrace/runners', id);
  const given = {
    id,
    url: setting(flags.url, 'URL') ?? 'http://127.0.0.1:18080',
    org: setting(flags.org, 'ORG') ?? 'main',
    tokenFile: setting(flags['token-file'], 'TOKEN_FILE') ?? '',
    state: resolve(state),
    slots: setting(flags.slots, 'SLOTS') ?? '2',
    roles: setting(flags.roles, 'ROLES') ?? '*',
    labels: setting(flags.labels, 'LABELS') ?? '',
    passEnv: setting(flags['pass-env'], 'PASS_ENV') ?? '',
    homeTemplate: setting(flags['home-template'], 'HOME_TEMPLATE') ?? null,
    gitConfig: setting(flags['git-config'], 'GIT_CONFIG') ?? null,
    sandbox: flags.sandbox ?? ['1', 'true'].includes(env['HEADRACE_SANDBOX'] ?? ''),
    idleSeconds: setting(flags['idle-seconds'], 'IDLE_SECONDS') ?? '900',
    logMegabytes: setting(flags['log-megabytes'], 'LOG_MEGABYTES') ?? '32',
    logLevel: setting(flags['log-level'], 'LOG_LEVEL') ?? 'info',
  };
  const agents = flags.agent ?? (env['HEADRACE_AGENTS'] ?? '').split(/[\n;]/).filter((line) => line.trim());
  const accounts = flags.account ?? (env['HEADRACE_ACCOUNTS'] ?? '').split(/[\s,;]+/).filter((each) => each);
  return { ...checked(given), agents: agentsOf(agents), accounts: accountsOf(accounts) };
}

function flagsOf(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function checked(given: unknown): z.infer<typeof Settings> {
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `--${kebab(issue.path.join('.'))}: ${issue.message}`);
  throw new UsageError(problems.join('; '));
}

/** `NAME=COMMAND ARGUMENT…`, quoted as in a shell where a word has spaces. */
function agentsOf(given: readonly string[]): ReadonlyMap<AgentName, readonly string[]> {
  return new Map(given.map(agentOf));
}

function agentOf(line: string): [AgentName, readonly string[]] {
  const [name = '', command = ''] = line.trim().split(/=(.*)/s);
  const parsed = AgentName.safeParse(name);
  const words = wordsOf(command);
  if (!parsed.success || words.length === 0) throw new UsageError(`--agent ${line}: expected NAME=COMMAND`);
  if (parsed.data === SHELL) throw new UsageError('--agent shell: it is built in');
  return [parsed.data, words.map((word, at) => (at === 0 && looksRelative(word) ? resolve(word) : word))];
}

/** `AGENT=ACCOUNT` */
function accountsOf(given: readonly string[]): Config['accounts'] {
  const pairs = given.map((line): [AgentName, AccountId] => {
    const parsed = z.tuple([AgentName, AccountId]).safeParse(line.split('=').map((part) => part.trim()));
    if (!parsed.success) throw new UsageError(`--account ${line}: expected AGENT=ACCOUNT, two ids`);
    return parsed.data;
  });
  return Object.fromEntries(pairs);
}

const looksRelative = (word: string) => word.includes('/') && !isAbsolute(word);

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function nameOfThisHost(): string {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '');
  return (name || 'runner').slice(0, 63);
}
