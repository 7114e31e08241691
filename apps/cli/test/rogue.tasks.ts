import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const program = `${process.execPath} ${join(import.meta.dirname, 'agent.mjs')}`;

/** What those that flood print: so much that a runner which kept it would be told from one that does not. */
export const FLOOD_BYTES = 600 * 2 ** 20;

/** The agents by the names that the plan has for them; `stray` is a file outside every workspace. */
export const rogues = (stray: string): readonly string[] => [
  'missing=/no/such/agent',
  `dies=${program} dies`,
  `idles=${program} idles`,
  `trespasses=${program} trespasses ${stray}`,
  `hangs=${program} hangs`,
  `floods=${program} floods ${FLOOD_BYTES}`,
];

/** A plan with one task for each of them and for commands that are as bad; each has one attempt. Its file. */
export function writeRogueTasks(dir: string): string {
  const acp = ['missing', 'dies', 'idles', 'trespasses', 'hangs', 'floods'];
  const commands = {
    'shell-fails': 'echo half > half.txt; echo no more >&2; exit 3',
    'shell-floods': `head -c ${FLOOD_BYTES} /dev/zero | tr '\\0' x; echo done > shell-floods.txt`,
    'shell-hangs': 'echo half > half.txt; sleep 600',
  };
  const plan = {
    plan: 'rogue',
    title: 'Agents that misbehave',
    repo: 'web',
    roles: Object.fromEntries([...acp, 'shell'].map((agent) => [agent, { agent }])),
    defaults: { approvals: 0, maxAttempts: 1 },
    tasks: [
      ...acp.map((id) => ({ id, title: `Rogue: ${id}`, role: id, scope: [`${id}/**`], ...limitOf(id) })),
      ...Object.entries(commands).map(([id, run]) => ({
        ...{ id, title: `Rogue: ${id}`, role: 'shell', scope: [`${id}/**`], run, ...limitOf(id) },
      })),
    ],
  };
  const file = join(dir, 'rogue.json');
  writeFileSync(file, JSON.stringify(plan));
  return file;
}

const limitOf = (id: string) => (id.endsWith('hangs') ? { timeoutSeconds: 6 } : {});
