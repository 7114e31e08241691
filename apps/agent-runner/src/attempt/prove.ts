import { join } from 'node:path';
import type { AssignedGate } from '@headrace/events';
import { openBench, type OpenBench } from '../gates/bench.ts';
import type { Finding, Objects, Verdict } from '../gates/gate.ts';
import { reviewGate } from '../gates/review.gate.ts';
import { runGates } from '../gates/run.gates.ts';
import { diffText } from '../git/patch.ts';
import { reviewPrompt } from '../prompt/prompt.ts';
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
  const bench: OpenBench = await openBench(join(dir.checks, `round-${round}`), {
    git: host.git,
    mirror: site.mirror,
    objects,
    scope: record.assignment.scope,
    mark: `${record.mark}/gates`,
    variables: { ...variablesOf(desk, objects.base), HEADRACE_HEAD: objects.head },
    sandbox: host.sandbox,
    log,
    evidenceDir: dir.evidence,
    redact,
    signal,
    review: (gate) => review(desk, bench, gate),
  });
  try {
    return await runGates(bench, record.assignment.gates, ({ id, result, evidence }) =>
      desk.report(`gate.${round}.${id}`, { type: 'ReportGate', round, result }, evidence),
    );
  } finally {
    await bench.close();
  }
}

/** The reviewer gets a checkout and a session of its own: nothing that the author or a command left behind. */
async function review(desk: Desk, bench: OpenBench, gate: AssignedGate): Promise<Finding> {
  const { host, record, log } = desk;
  const { base, head } = bench.objects;
  const checkout = await bench.separate(`review-${gate.id}`);
  const diff = await diffText(host.git, bench.mirror, base, head);
  const agent = gate.reviewer?.agent;
  if (!agent) return { passed: false, summary: `no agent has the role of gate ${gate.id}` };
  log.write({ t: 'gate', text: `${gate.id}: ${agent} reads the change`, toolId: gate.id });
  return reviewGate(gate, {
    agents: host.agents,
    prompt: reviewPrompt(record.assignment, gate, { base, head, diff }),
    session: {
      agent,
      run: null,
      cwd: checkout.path,
      home: join(bench.dir, `${gate.id}-home`),
      tmp: join(bench.dir, `${gate.id}-tmp`),
      mark: `${bench.mark}/${gate.id}`,
      readable: [bench.mirror.gitDir],
      variables: { ...bench.variables, HEADRACE_ROLE: gate.reviewer?.role ?? '', HEADRACE_GATE: gate.id },
      pass: host.config.passEnv,
      sandbox: host.sandbox,
      log,
      idleMs: host.config.idleSeconds * 1000,
      signal: bench.signal,
    },
  });
}
