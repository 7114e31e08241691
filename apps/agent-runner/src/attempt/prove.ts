import { join } from 'node:path';
import { openBench, type OpenBench } from '../gates/bench.ts';
import type { Objects, Verdict } from '../gates/gate.ts';
import { readChange } from '../gates/read.change.ts';
import { runGates } from '../gates/run.gates.ts';
import type { Desk } from './desk.ts';
import { variablesOf, type Site } from './site.ts';

export type Round = { readonly objects: Objects; readonly round: number; readonly signal: AbortSignal };

/** Runs the task's gates on exactly these objects and reports each verdict. */
export async function prove(
  desk: Desk,
  site: Site,
  { objects, round, signal }: Round,
): Promise<readonly Verdict[]> {
  const { host, dir, record, log, redact } = desk;
  const { assignment } = record;
  const bench: OpenBench = await openBench(join(dir.checks, `round-${round}`), {
    git: host.git,
    mirror: site.mirror,
    objects,
    scope: assignment.scope,
    mark: `${record.mark}/gates`,
    variables: { ...variablesOf(desk, objects.base), HEADRACE_HEAD: objects.head },
    sandbox: host.sandbox,
    log,
    evidenceDir: dir.evidence,
    redact,
    signal,
    review: (gate) => readChange(host, bench, gate, assignment),
  });
  try {
    return await runGates(bench, assignment.gates, ({ id, result, evidence }) =>
      desk.report(`gate.${round}.${id}`, { type: 'ReportGate', round, result }, evidence),
    );
  } finally {
    await bench.close();
  }
}
