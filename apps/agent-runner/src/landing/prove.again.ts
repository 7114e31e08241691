import { join } from 'node:path';
import { openBench, type OpenBench } from '../gates/bench.ts';
import type { Verdict } from '../gates/gate.ts';
import { readChange } from '../gates/read.change.ts';
import { runGates } from '../gates/run.gates.ts';
import { redactor } from '../log/redact.ts';
import type { Dock } from './dock.ts';
import { dirOf } from './record.ts';
import type { Ready } from './result.ts';

/** The attempt's log has ended; what gates print here stays as evidence. */
const NO_LOG = { write: () => undefined, ready: () => Promise.resolve() };

/** Runs the gates on what the branch would become; reviews only where their verdict does not hold any more. */
export async function proveAgain(
  { host, record, mirror, signal }: Dock,
  { tip, tree, result }: Ready,
  withReviews: boolean,
): Promise<readonly Verdict[]> {
  const { landing, mark } = record;
  const { planId, taskId, title } = landing;
  const dir = dirOf(host.state, record);
  const bench: OpenBench = await openBench(join(dir, 'checks'), {
    git: host.git,
    mirror,
    objects: { base: tip, head: result, tree },
    scope: landing.scope,
    mark: `${mark}/gates`,
    variables: {
      HEADRACE_PLAN: planId,
      HEADRACE_TASK: taskId,
      HEADRACE_BASE: tip,
      HEADRACE_HEAD: result,
    },
    sandbox: host.sandbox,
    log: NO_LOG,
    evidenceDir: join(dir, 'evidence'),
    redact: redactor([...host.secrets, landing.token]),
    signal,
    review: withReviews
      ? (gate) => readChange(host, bench, gate, { planId, taskId, title, brief: '' })
      : null,
  });
  try {
    return await runGates(bench, landing.gates, () => Promise.resolve());
  } finally {
    await bench.close();
  }
}
