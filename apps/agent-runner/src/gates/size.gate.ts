import { counted } from '@headrace/events';
import { sizeOf } from '../git/size.ts';
import type { Bench, Finding, GateOf } from './gate.ts';

export async function sizeGate(bench: Bench, gate: GateOf<'size'>): Promise<Finding> {
  const { git, mirror, objects, rooms } = bench;
  const { files, lines } = await sizeOf(git, mirror, {
    ...objects,
    index: rooms.index,
    exclude: gate.exclude,
  });
  const rows = files.map(({ path, added, removed, isBinary, isGenerated }) => {
    const note = isGenerated ? ' (generated)' : isBinary ? ' (binary)' : '';
    return `${isGenerated ? 0 : added + removed}\t${path}${note}`;
  });
  return {
    passed: lines <= gate.max,
    summary: `${lines} of at most ${counted(gate.max, 'changed line')} in ${counted(files.length, 'file')}`,
    output: rows.join('\n'),
    measure: lines,
    limit: gate.max,
    unit: 'lines',
  };
}
