import { readFile } from 'node:fs/promises';
import type { Row, Suite } from '../row.ts';
import { selfTime, type CpuProfile } from './self.time.ts';

/** Where a process spent its time: of the files that `engine profile=DIR` leaves, named behind the suite's name. */
export const profileSuite: Suite = async (say, words) => {
  if (words.length === 0) throw new Error('Which profiles? npm run bench -- profile FILE …');
  const rows: Row[] = [];
  for (const file of words) {
    say(file);
    const times = selfTime(JSON.parse(await readFile(file, 'utf8')) as CpuProfile);
    const total = [...times.values()].reduce((sum, ms) => sum + ms, 0);
    rows.push({ name: 'all', value: total, unit: 'ms', ratioTo: null });
    for (const [name, ms] of times) rows.push({ name, value: (ms / total) * 100, unit: '%', ratioTo: 'all' });
  }
  return rows;
};
