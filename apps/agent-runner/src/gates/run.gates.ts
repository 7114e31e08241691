import { assertNever, type AssignedGate, type Gate } from '@headrace/events';
import { keepEvidence } from '../outbox/evidence.ts';
import { commandGate } from './command.gate.ts';
import type { Bench, Finding, Verdict } from './gate.ts';
import { scopeGate } from './scope.gate.ts';
import { secretGate } from './secret.gate.ts';
import { sizeGate } from './size.gate.ts';

/** The cheap ones first, and nobody reads a change that does not even pass its tests. */
const ORDER: readonly Gate['kind'][] = ['size', 'scope', 'secret', 'command', 'review'];

/** An oversized change is split, so nothing else about it matters; a review needs all others passed. */
const isPointless = ({ gate }: AssignedGate, before: readonly Verdict[]): boolean => {
  const failed = before.filter(({ result }) => result.verdict === 'failed');
  return failed.some(({ kind }) => kind === 'size') || (gate.kind === 'review' && failed.length > 0);
};

/** Runs the gates one after the other and hands over each verdict as it is found. Errors: AttemptFailure, the signal's reason. */
export async function runGates(
  bench: Bench,
  gates: readonly AssignedGate[],
  onVerdict: (verdict: Verdict) => Promise<void>,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const inOrder = ORDER.flatMap((kind) => gates.filter(({ gate }) => gate.kind === kind));
  for (const assigned of inOrder) {
    if (isPointless(assigned, verdicts)) continue;
    if (assigned.gate.kind === 'review' && bench.review === null) continue;
    bench.signal.throwIfAborted();
    const verdict = await verdictOf(bench, assigned);
    verdicts.push(verdict);
    await onVerdict(verdict);
  }
  return verdicts;
}

async function verdictOf(bench: Bench, assigned: AssignedGate): Promise<Verdict> {
  const { id, gate, definition } = assigned;
  const started = performance.now();
  const finding = await find(bench, assigned);
  const output = bench.redact(finding.output ?? '');
  const evidence = output === '' ? null : await keepEvidence(bench.evidenceDir, output, 'text/plain');
  const summary = bench.redact(finding.summary).slice(0, 500);
  const verdict = finding.passed ? 'passed' : 'failed';
  bench.log.write({ t: 'gate', text: `${id}: ${verdict}, ${summary}`, toolId: id });
  return {
    id,
    kind: gate.kind,
    output,
    evidence: evidence ? [evidence] : [],
    result: {
      gate: id,
      verdict,
      ...bench.objects,
      definition,
      measure: finding.measure ?? null,
      limit: finding.limit ?? null,
      unit: finding.unit ?? '',
      durationMs: Math.round(performance.now() - started),
      summary,
      evidence,
    },
  };
}

function find(bench: Bench, assigned: AssignedGate): Promise<Finding> {
  const { gate, id } = assigned;
  switch (gate.kind) {
    case 'size':
      return sizeGate(bench, gate);
    case 'scope':
      return scopeGate(bench);
    case 'secret':
      return secretGate(bench);
    case 'command':
      return commandGate(bench, id, gate);
    case 'review':
      if (!bench.review) throw new Error('review gates do not run here');
      return bench.review(assigned);
    default:
      return assertNever(gate);
  }
}
