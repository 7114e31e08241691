import { spawnSync } from 'node:child_process';
import { ROOT } from './sources.mjs';

const FLAGS = [
  '--test',
  '--test-isolation=none',
  '--experimental-test-coverage',
  '--test-coverage-include=src/**',
];
const REPORTERS = ['lcov', 'spec'].flatMap((name) => [
  `--test-reporter=${name}`,
  `--test-reporter-destination=${name === 'lcov' ? 'stdout' : 'stderr'}`,
]);

/** Lines found and hit by area, the first folder below src/, from node's own lcov report. */
function byArea(lcov) {
  const areas = new Map();
  for (const [, file, body] of lcov.matchAll(/^SF:(.*)$([\s\S]*?)^end_of_record$/gm)) {
    const [, folder] = file.replaceAll('\\', '/').match(/(?:^|\/)src\/([^/]+)/);
    const area = areas.get(folder) ?? { hit: 0, found: 0 };
    area.hit += Number(/^LH:(\d+)$/m.exec(body)[1]);
    area.found += Number(/^LF:(\d+)$/m.exec(body)[1]);
    areas.set(folder, area);
  }
  return [...areas].map(([name, { hit, found }]) => ({ name, hit, found, percent: (100 * hit) / found }));
}

const run = spawnSync(process.execPath, [...FLAGS, ...REPORTERS, 'test/**/*.test.mjs'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const areas = byArea(run.stdout).sort((a, b) => a.percent - b.percent);
for (const { name, hit, found, percent } of areas) {
  console.log(
    `src/${name}`.padEnd(20),
    '|',
    `${percent.toFixed(1)} %`.padStart(8),
    '|',
    `${hit}/${found} lines`,
  );
}
const sum = (key) => areas.reduce((total, area) => total + area[key], 0);
console.log(
  'all files'.padEnd(20),
  '|',
  `${((100 * sum('hit')) / sum('found')).toFixed(1)} %`.padStart(8),
  '|',
);
console.log(`least covered area: ${areas[0]?.name} ${areas[0]?.percent.toFixed(1)} %`);
if (run.status !== 0) {
  console.log(run.stderr.slice(-4000));
  process.exitCode = 1;
}
