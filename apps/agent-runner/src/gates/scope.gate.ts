import { counted } from '@headrace/events';
import { numstat } from '../git/patch.ts';
import { matcher } from '../git/size.ts';
import type { Bench, Finding } from './gate.ts';

export async function scopeGate({ git, mirror, objects, scope }: Bench): Promise<Finding> {
  const changes = await numstat(git, mirror, objects.base, objects.head);
  const isInside = scope.length === 0 ? () => true : matcher(scope);
  const strays = changes.map(({ path }) => path).filter((path) => !isInside(path));
  if (strays.length === 0)
    return { passed: true, summary: `${counted(changes.length, 'file lies', 'files lie')} in the scope` };
  return {
    passed: false,
    summary: `${counted(strays.length, 'file')} outside the scope ${scope.join(' ')}: ${strays.slice(0, 5).join(', ')}`,
    output: `The scope of this task: ${scope.join(' ')}\nChanged outside of it:\n${strays.join('\n')}`,
    measure: strays.length,
    limit: 0,
    unit: 'files',
  };
}
