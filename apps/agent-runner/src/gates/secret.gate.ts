import { addedLines } from '../git/patch.ts';
import { secretIn } from '../log/secrets.ts';
import type { Bench, Finding } from './gate.ts';

/** Says where and of what kind, never what. */
export async function secretGate({ git, mirror, objects }: Bench): Promise<Finding> {
  const lines = await addedLines(git, mirror, objects.base, objects.head);
  const found = lines.flatMap(({ path, line, text }) => {
    const kind = secretIn(text);
    return kind ? [`${path}:${line}: looks like a ${kind}`] : [];
  });
  if (found.length === 0) return { passed: true, summary: `none in ${lines.length} added lines` };
  const summary = `${found.length} added lines look like credentials: ${found[0]}`;
  return { passed: false, summary, output: found.join('\n'), measure: found.length, limit: 0, unit: 'lines' };
}
