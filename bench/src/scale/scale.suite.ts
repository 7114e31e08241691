import { checkPlan, why } from '@headrace/engine';
import { instantOf, type PlanId, type TaskId, taskKey } from '@headrace/events';
import { checkPlanText } from '@headrace/events/plan-file';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from '../engine/statistics.ts';
import type { Row, Suite } from '../row.ts';
import { act, claimOne, decideOnly, fold, newOrg, setUp, type EngineOrg } from './engine.org.ts';
import { draftOf, largePlan, yamlOf } from './large.plan.ts';
import { submitted, type Submitted } from './submit.ts';
import { cpuMs, eachMs } from './timing.ts';

const row = (name: string, value: number, unit: string, aim: string, ratioTo: string | null = null): Row => ({
  ...{ name, value, unit, ratioTo, aim },
});

/** Plans of 100,000 tasks, a million live tasks, and a start from a snapshot. Times are of CPU where that is said. */
export const scaleSuite: Suite = async (say) => {
  say('checking large plan files');
  const checks = checkRows();
  say('a plan of 100,000 tasks in the engine');
  const engine = engineRows();
  say('plans of 100,000 tasks through a real orchestrator');
  const submits = submitRows(await submitted());
  say('a million live tasks in 10,000 plans, and their snapshot');
  return [...checks, ...engine, ...submits, ...millionRows()];
};

function submitRows(found: Submitted): readonly Row[] {
  const p50 = (values: readonly number[]) => percentile(values, 0.5);
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  const quiet = p99(found.quietMs);
  const beside = (name: string, values: readonly number[]): readonly Row[] => [
    row(`claim_p99_beside_${name}`, p99(values), 'ms', ''),
    row(`claim_p99_beside_${name}_vs_quiet`, p99(values) / quiet, 'x', 'about 1', 'claim_p99_quiet'),
    row(`claim_max_beside_${name}`, percentile(values, 1), 'ms', ''),
  ];
  return [
    row('submit_100k_json', found.jsonMs / 1000, 's', '<= 5'),
    row('submit_100k_yaml', found.yamlMs / 1000, 's', '<= 30'),
    row('claim_p99_quiet', quiet, 'ms', ''),
    ...beside('json', found.jsonClaimMs),
    ...beside('yaml', found.yamlClaimMs),
    row(
      'claim_http_p50_100k_vs_1k',
      p50(found.largeClaimMs) / p50(found.quietMs),
      'x',
      '<= 2',
      'claims of a plan of 1,000',
    ),
  ];
}

function checkRows(): readonly Row[] {
  const check = (text: string) => () => {
    if (!checkPlanText(text, 'plan', checkPlan).ok) throw new Error('The plan is not valid');
  };
  const plan = largePlan('large', 100_000, 2);
  const json = cpuMs(check(JSON.stringify(plan)));
  const needs = cpuMs(check(JSON.stringify(largePlan('needs', 100_000, 5))));
  const tooMany = JSON.stringify(largePlan('needs', 100_000, 10));
  const refused = cpuMs(() => void refuse(tooMany));
  const yaml = cpuMs(check(yamlOf(plan)));
  return [
    row('plan_100k_json_check_cpu', json / 1000, 's', '<= 5 with what is recorded'),
    row('plan_500k_needs_json_check_cpu', needs / 1000, 's', '<= 5 with what is recorded'),
    row('plan_1m_needs_refused_cpu', refused / 1000, 's', 'fast'),
    row('plan_100k_yaml_check_cpu', yaml / 1000, 's', '<= 30'),
    row('yaml_vs_json', yaml / json, 'x', '', 'plan_100k_json_check_cpu'),
  ];
}

function refuse(text: string): void {
  const checked = checkPlanText(text, 'plan', checkPlan);
  if (checked.ok || checked.error[0]?.code !== 'NEEDS_TOO_MANY') throw new Error('The plan is not refused');
}

function engineRows(): readonly Row[] {
  const small = orgWith(1000);
  const large = orgWith(100_000);
  const claims = (org: EngineOrg) =>
    percentile(
      eachMs(200, () => void act(org, claimOne())),
      0.5,
    );
  const [small50, large50] = [claims(small.org), claims(large.org)];
  const key = (n: number) => taskKey('large' as PlanId, `task-${(n * 487) % 100_000}` as TaskId);
  const whys = eachMs(500, (n) => void why(large.org.state, key(n), instantOf(0), []));
  return [
    row('draft_100k_parts_cpu', large.partsMs / 1000, 's', ''),
    row('activate_100k_decide', large.decideMs, 'ms', '<= 150'),
    row('activate_100k_fold', large.foldMs, 'ms', ''),
    row('claim_p50_1k', small50, 'ms', ''),
    row('claim_p50_100k', large50, 'ms', ''),
    row('claim_p50_100k_vs_1k', large50 / small50, 'x', '<= 2', 'claim_p50_1k'),
    row('why_100k_p50', percentile(whys, 0.5), 'ms', '<= 5'),
    row('why_100k_p99', percentile(whys, 0.99), 'ms', '<= 5'),
  ];
}

/** Half of its tasks need nothing. */
function orgWith(count: number) {
  const org = newOrg();
  setUp(org);
  const commands = [...draftOf(halfReady(count), 'd'.repeat(64))];
  const activate = commands.pop()!;
  const partsMs = cpuMs(() => commands.forEach((command) => act(org, command)));
  let events: ReturnType<typeof decideOnly> = [];
  const decideMs = cpuMs(() => void (events = decideOnly(org, activate)));
  const foldMs = cpuMs(() => fold(org, events));
  return { org, partsMs, decideMs, foldMs };
}

function halfReady(count: number) {
  const plan = largePlan('large', count, 2);
  return { ...plan, tasks: plan.tasks.map((task, i) => (i % 2 ? { ...task, needs: [] } : task)) };
}

/** In processes of their own, so that each one's memory is its own. */
function millionRows(): readonly Row[] {
  const dir = mkdtempSync(join(tmpdir(), 'headrace-scale-'));
  const step = (name: 'hold' | 'start'): Record<string, number> => {
    const program = join(import.meta.dirname, 'million.process.ts');
    const args = [
      '--expose-gc',
      '--max-old-space-size=6144',
      '--disable-warning=ExperimentalWarning',
      program,
    ];
    const { stdout, status } = spawnSync(process.execPath, [...args, name, join(dir, 'state')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    return JSON.parse(stdout) as Record<string, number>;
  };
  try {
    const held = step('hold');
    const started = step('start');
    return [
      row('live_1m_memory', held['rssBytes']! / 2 ** 20, 'MiB', '< 1536'),
      row('live_1m_heap', held['heapBytes']! / 2 ** 20, 'MiB', ''),
      row('snapshot_1m_size', held['fileBytes']! / 2 ** 20, 'MiB', ''),
      row('snapshot_1m_pack_cpu', held['packMs']! / 1000, 's', 'beside the process that decides'),
      row('snapshot_1m_start_cpu', started['startMs']! / 1000, 's', '<= 10'),
      row('snapshot_1m_start_memory', started['rssBytes']! / 2 ** 20, 'MiB', '< 1536'),
      row('snapshot_1m_start_heap', started['heapBytes']! / 2 ** 20, 'MiB', ''),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
