import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../terminal/failure.ts';
import { cacheDir } from './cache.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** What each part is started from. The Nest apps are built; the rest runs from its source. */
export const programs = {
  root,
  orchestrator: join(root, 'apps/orchestrator/dist/main.js'),
  planner: join(root, 'apps/planner/dist/main.js'),
  rebuild: join(root, 'apps/planner/dist/rebuild.js'),
  web: join(root, 'apps/web/dist/main.js'),
  runner: join(root, 'apps/agent-runner/src/main.ts'),
} as const;

export function mustBeBuilt(): void {
  const missing = Object.entries(programs).find(([, path]) => !existsSync(path));
  if (missing) throw new Failure('INTERNAL', `${missing[0]} is not built`, { hint: 'Run `npm run build`.' });
}

/** The environment that a child gets: what programs need to run at all, and what it is told. */
export function childEnv(told: Record<string, string>): Record<string, string> {
  const compiled = { NODE_COMPILE_CACHE: join(cacheDir(), 'compiled') };
  const passed = [
    'PATH',
    'HOME',
    'LANG',
    'TZ',
    'TMPDIR',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
  ];
  const inherited = passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...(Object.fromEntries(inherited) as Record<string, string>), ...compiled, ...told };
}
