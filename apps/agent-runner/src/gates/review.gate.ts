import type { AssignedGate } from '@headrace/events';
import type { Agents } from '../agent/agents.ts';
import type { SessionOptions } from '../agent/agent.ts';
import { AttemptFailure } from '../agent/failure.ts';
import type { Finding, GateOf } from './gate.ts';

/** What says nothing about the change: the attempt fails with it, and is tried again when it has passed. */
const NOT_ABOUT_THE_CHANGE = new Set(['quota', 'auth', 'infrastructure']);

export type Reading = {
  readonly agents: Agents;
  readonly session: SessionOptions;
  readonly prompt: string;
};

/** Asks another agent. No verdict is a failed gate: silence approves nothing. Errors: AttemptFailure, the signal's reason. */
export async function reviewGate(
  assigned: AssignedGate,
  { agents, session, prompt }: Reading,
): Promise<Finding> {
  const gate = assigned.gate as GateOf<'review'>;
  const role = assigned.reviewer?.role ?? gate.role;
  try {
    const said = await ask({ agents, session, prompt }, gate.timeoutSeconds * 1000);
    return verdictIn(said, role);
  } catch (error) {
    if (!(error instanceof AttemptFailure) || NOT_ABOUT_THE_CHANGE.has(error.class)) throw error;
    return { passed: false, summary: `${role} gave no verdict: ${error.message}`, output: error.message };
  }
}

async function ask({ agents, session, prompt }: Reading, wallMs: number): Promise<string> {
  const reader = await agents.open(session);
  try {
    return (await reader.prompt(prompt, { signal: session.signal, wallMs })).text;
  } finally {
    await reader.close();
  }
}

/** The last line that is a verdict: `VERDICT: approve — why`. */
export function verdictIn(said: string, role: string): Finding {
  const lines = said.split('\n').map((line) => line.trim().replace(/^[*_`>\s]+|[*_`\s]+$/g, ''));
  const verdicts = lines.flatMap((line) => /^VERDICT:\s*(approve|reject)\b\W*(.*)$/i.exec(line) ?? []);
  const [decision, reason] = verdicts.slice(-2);
  const isLast = /^VERDICT:/i.test(lines.findLast((line) => line !== '') ?? '');
  if (!decision || !isLast)
    return { passed: false, summary: `${role} gave no verdict in the last line`, output: said };
  const passed = decision.toLowerCase() === 'approve';
  const why = reason ? `: ${reason}` : '';
  return { passed, summary: `${role} ${passed ? 'approves' : 'rejects'}${why}`, output: said };
}
