import type { Row } from '../row.ts';
import type { Durability } from './durability.ts';
import type { CommitRates } from './headrace/commits.ts';
import type { Sizes } from './headrace/size.ts';
import type { Recovery } from './headrace/recovery.ts';
import { median, percentile } from './statistics.ts';

/** By contender; the n-th of each was measured in the n-th round. */
type Series = Readonly<Record<string, readonly number[]>>;

export type Measured = {
  readonly durability: Durability;
  /** Tasks a second, from scheduled to completed. */
  readonly rates: Series;
  /** Milliseconds from scheduled to started, of lone tasks. */
  readonly starts: Series;
  readonly commits: readonly CommitRates[];
  /** Why a contender is missing, by its name. */
  readonly skipped: Readonly<Record<string, string>>;
};

const OURS = 'headrace';

/** What is asked of `e2e_vs_<peer>`. */
const aims: Readonly<Record<string, string>> = {
  'pg-boss': '>= 3',
  'graphile-worker': '>= 3',
  bullmq: '>= 1.5',
};

/** Ratios of each round, and the median of them; the raw figures behind them. */
export const rowsOf = (measured: Measured): readonly Row[] =>
  [...throughput(measured), ...starting(measured), ...committing(measured)].map((row) => ({
    ...row,
    durability: measured.durability,
  }));

function throughput({ rates, skipped }: Measured): readonly Row[] {
  const ours = rates[OURS] ?? [];
  const peers = Object.keys(rates).filter((name) => name !== OURS);
  const fastest = ours.map((_, round) => Math.max(...peers.map((name) => rates[name]?.[round] ?? 0)));
  return [
    { ...ratio('e2e_vs_fastest_peer', over(ours, fastest)), ratioTo: 'the fastest peer' },
    ...peers.map((name) => ({
      ...ratio(`e2e_vs_${idOf(name)}`, over(ours, rates[name] ?? [])),
      ratioTo: name,
      aim: aims[name] ?? '',
    })),
    ...Object.entries(skipped).map(([name, why]) => missing(`e2e_vs_${idOf(name)}`, name, why)),
    ...Object.entries(rates).map(([name, values]) => plain(`e2e_${idOf(name)}`, median(values), 'tasks/s')),
  ];
}

function starting({ starts }: Measured): readonly Row[] {
  const ours = starts[OURS] ?? [];
  const peers = Object.entries(starts).filter(([name]) => name !== OURS);
  const fastest = Math.min(...peers.map(([, values]) => median(values)));
  return [
    {
      ...ratio('start_p50_vs_fastest_peer', median(ours) / fastest),
      ratioTo: 'the fastest peer',
      aim: '< 1 (time)',
    },
    {
      ...ratio('start_p99_over_p50', percentile(ours, 0.99) / median(ours)),
      ratioTo: 'its own p50',
      aim: '< 10',
    },
    ...Object.entries(starts).flatMap(([name, values]) => [
      plain(`start_p50_${idOf(name)}`, median(values), 'ms'),
      plain(`start_p99_${idOf(name)}`, percentile(values, 0.99), 'ms'),
    ]),
  ];
}

function committing({ commits }: Measured): readonly Row[] {
  const of = (name: keyof CommitRates) => commits.map((round) => round[name]);
  const slower = commits.map(({ http, nats }) => Math.min(http, nats));
  const raw = { ratioTo: 'pipelined appends', aim: '>= 0.6' };
  return [
    { ...ratio('commits_vs_raw_append', over(slower, of('raw'))), ...raw },
    { ...ratio('commits_http_vs_raw_append', over(of('http'), of('raw'))), ...raw },
    { ...ratio('commits_nats_vs_raw_append', over(of('nats'), of('raw'))), ...raw },
    { ...ratio('commits_vs_bare_append', over(slower, of('bare'))), ratioTo: 'appends without headers' },
    plain('commits_http', median(of('http')), 'commits/s'),
    plain('commits_nats', median(of('nats')), 'commits/s'),
    plain('raw_append', median(of('raw')), 'messages/s'),
    plain('bare_append', median(of('bare')), 'messages/s'),
  ];
}

export const sizeRows = ({ claimP50, claimP99Large, whyP50Large, whyP99Large }: Sizes): readonly Row[] => [
  {
    ...ratio('claim_p50_100k_vs_1k', claimP50.large / claimP50.small),
    ratioTo: 'an org of 1,000 tasks',
    aim: '<= 2',
  },
  plain('claim_p50_at_1k', claimP50.small, 'ms'),
  plain('claim_p50_at_100k', claimP50.large, 'ms'),
  plain('claim_p99_at_100k', claimP99Large, 'ms'),
  { ...plain('why_ms_at_100k', whyP50Large, 'ms'), aim: '<= 5' },
  plain('why_p99_at_100k', whyP99Large, 'ms'),
];

export const recoveryRows = ({ orchestratorMs, runnerOverLeaseMs, doubleRuns }: Recovery): readonly Row[] => [
  plain('recovery_orchestrator', median(orchestratorMs), 'ms'),
  { ...plain('recovery_runner_over_lease', median(runnerOverLeaseMs), 'ms'), aim: '<= 1000' },
  { ...plain('recovery_double_runs', doubleRuns, ''), aim: '0', isMet: doubleRuns === 0 },
];

const plain = (name: string, value: number, unit: string): Row => ({ name, value, unit, ratioTo: null });

const ratio = (name: string, value: number) => ({ name, value, unit: 'x' });

const missing = (name: string, ratioTo: string, note: string): Row => ({
  ...{ name, value: null, unit: 'x', ratioTo, note },
});

/** The median of the rounds' ratios. */
const over = (values: readonly number[], others: readonly number[]): number =>
  median(values.map((value, round) => value / (others[round] ?? Number.NaN)));

const idOf = (name: string): string => name.replaceAll('-', '_');
