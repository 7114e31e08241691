// npm run chaos -- --minutes M --seed S: harms everything that runs, at random, and asks what is left whether it holds.
import { parseArgs } from 'node:util';
import { runChaos, sum, type Outcome } from './chaos.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string' },
    gap: { type: 'string', default: '700' },
    clients: { type: 'string', default: '3' },
    backlog: { type: 'string', default: '25' },
    cluster: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.minutes);
const [gapMs, clients, backlog] = [values.gap, values.clients, values.backlog].map(Number) as [
  number,
  number,
  number,
];
if (![seed, minutes, gapMs, clients, backlog].every((value) => Number.isFinite(value) && value >= 0)) {
  process.stderr.write(
    'Numbers, please: --minutes, --seed, --gap (milliseconds between faults), --clients, --backlog\n',
  );
  process.exit(2);
}

const stage = values.cluster ? 'cluster' : 'alone';
const begun = performance.now();
const say = (text: string) =>
  void process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);
say(`seed ${seed}`);
const outcome = await runChaos({ stage, seed, minutes, gapMs, clients, backlog, settleMs: 300_000, say });
process.stdout.write(`${report(outcome)}\n`);
process.exit(outcome.checked.some(({ findings }) => findings.length > 0) ? 1 : 0);

function report({ inflicted, missed, checked, dir }: Outcome): string {
  const faults = [...inflicted].sort(([one], [other]) => one.localeCompare(other));
  const findings = checked.flatMap((each) => each.findings);
  return [
    ...faults.map(([name, count]) => `${name.padEnd(24)}${String(count).padStart(6)}`),
    `${'faults'.padEnd(24)}${String(sum(inflicted)).padStart(6)}   and ${missed} whose victim was away`,
    '',
    ...checked.flatMap(({ question, over, findings: found }) => [
      `${found.length === 0 ? 'yes' : 'NO '}  ${question} (${over})`,
      ...found.slice(0, 20).map((finding) => `       ${finding}`),
      ...(found.length > 20 ? [`       and ${found.length - 20} more`] : []),
    ]),
    '',
    findings.length === 0
      ? `Nothing was found. Seed ${seed}.`
      : `${findings.length} findings. The same faults again: npm run chaos -- --seed ${seed} --minutes ${minutes} --gap ${gapMs} --clients ${clients} --backlog ${backlog}${values.cluster ? ' --cluster' : ''}. Everything lies in ${String(dir)}.`,
  ].join('\n');
}
