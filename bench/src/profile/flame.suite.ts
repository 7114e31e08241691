import { readFile, writeFile } from 'node:fs/promises';
import type { Suite } from '../row.ts';
import { flameGraph, flamesOf } from './flame.graph.ts';
import type { CpuProfile } from './self.time.ts';

/** Draws one of the files that `engine profile=DIR` leaves: the file, then where the SVG goes. */
export const flameSuite: Suite = async (say, words) => {
  const [file, target] = words;
  if (!file || !target)
    throw new Error('From where to where? npm run bench -- flame FILE.cpuprofile FILE.svg');
  const flames = flamesOf(JSON.parse(await readFile(file, 'utf8')) as CpuProfile);
  await writeFile(target, flameGraph(flames));
  say(target);
  return [{ name: 'drawn', value: flames.reduce((sum, { ms }) => sum + ms, 0), unit: 'ms', ratioTo: null }];
};
