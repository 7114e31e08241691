// npm run bench -- <suite> [--json]: prints a row a figure.
import { calmSuite } from './calm/calm.suite.ts';
import { demoSuite } from './demo/demo.suite.ts';
import { killsSuite } from './demo/kills.suite.ts';
import { engineSuite } from './engine/engine.suite.ts';
import { flameSuite } from './profile/flame.suite.ts';
import { profileSuite } from './profile/profile.suite.ts';
import { durabilitySuite } from './durability/durability.suite.ts';
import { leaderKillsSuite } from './durability/leader.kills.suite.ts';
import { flatSuite } from './flat/flat.suite.ts';
import { rounded, type Row, type Suite } from './row.ts';
import { scaleSuite } from './scale/scale.suite.ts';

const suites: Readonly<Record<string, Suite>> = {
  demo: demoSuite,
  'demo-kills': killsSuite,
  engine: engineSuite,
  profile: profileSuite,
  flame: flameSuite,
  durability: durabilitySuite,
  'leader-kills': leaderKillsSuite,
  scale: scaleSuite,
  calm: calmSuite,
  flat: flatSuite,
};

const [name = '', ...flags] = process.argv.slice(2);
const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
if (!suite) {
  process.stderr.write(`Which suite? ${Object.keys(suites).join(', ')}\n`);
  process.exit(2);
}
const words = flags.filter((flag) => !flag.startsWith('--'));
const rows = await suite((text) => void process.stderr.write(`${text}\n`), words);
process.stdout.write(
  flags.includes('--json') ? `${JSON.stringify(rows, null, 2)}\n` : `${rows.map(lineOf).join('\n')}\n`,
);
if (rows.some(({ isMet }) => isMet === false)) process.exitCode = 1;

function lineOf({ name: figure, value, unit, ratioTo, aim, isMet, note, durability }: Row): string {
  return [
    figure.padEnd(34),
    (value === null ? '-' : String(rounded(value))).padStart(10),
    unit.padEnd(8),
    ratioTo ? `of ${ratioTo}` : '',
    aim ? `aim ${aim}` : '',
    isMet === false ? 'NOT MET' : '',
    durability ? `[${durability}]` : '',
    note ?? '',
  ]
    .join(' ')
    .trimEnd();
}
