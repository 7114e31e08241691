// Everything that must hold before a change is merged. All steps run, so that one look shows all that is wrong.
import { spawnSync } from 'node:child_process';

const steps = [
  { name: 'format', command: 'prettier --check --log-level warn .' },
  { name: 'lint', command: 'eslint --cache --cache-location node_modules/.cache/eslint .' },
  { name: 'boundaries', command: 'depcruise --config .dependency-cruiser.mjs libs apps bench examples' },
  { name: 'types', command: 'nx run-many -t typecheck' },
  { name: 'tests', command: 'node scripts/run.mjs test' },
  { name: 'build', command: 'nx run-many -t build' },
  { name: 'infra', command: 'node infra/check.mjs' },
  { name: 'lockfile', command: 'npm ci --dry-run --loglevel=error' },
];

const withoutTests = process.argv.includes('--no-tests');
const wanted = steps.filter(({ name }) => !(withoutTests && name === 'tests'));
const results = wanted.map(check);

for (const { name, passed, seconds } of results)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;

function check({ name, command }) {
  console.log(`--- ${name}: ${command}`);
  const began = performance.now();
  const { status } = spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  return { name, passed: status === 0, seconds: ((performance.now() - began) / 1_000).toFixed(1) };
}
