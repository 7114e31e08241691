import { join } from 'node:path';
import type { AssignedGate } from '@headrace/events';
import { diffText } from '../git/patch.ts';
import { reviewPrompt, type Subject } from '../prompt/prompt.ts';
import type { Host } from '../runner/host.ts';
import type { OpenBench } from './bench.ts';
import type { Finding } from './gate.ts';
import { reviewGate } from './review.gate.ts';

/** The reviewer gets a checkout and a session of its own: nothing that the author or a command left behind. */
export async function readChange(
  host: Host,
  bench: OpenBench,
  gate: AssignedGate,
  subject: Subject,
): Promise<Finding> {
  const { base, head } = bench.objects;
  const agent = gate.reviewer?.agent;
  if (!agent) return { passed: false, summary: `no agent has the role of gate ${gate.id}` };
  const checkout = await bench.separate(`review-${gate.id}`);
  const diff = await diffText(host.git, bench.mirror, base, head);
  bench.log.write({ t: 'gate', text: `${gate.id}: ${agent} reads the change`, toolId: gate.id });
  return reviewGate(gate, {
    agents: host.agents,
    prompt: reviewPrompt(subject, gate, { base, head, diff }),
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
      sandbox: bench.sandbox,
      log: bench.log,
      idleMs: host.config.idleSeconds * 1000,
      signal: bench.signal,
    },
  });
}
