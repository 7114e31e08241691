import type { FeedBackAttempt } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import type { Verdict } from '../gates/gate.ts';
import { gatesFailed, proposalFailed } from '../prompt/prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** What is wrong with what the agent has done in one round. */
export type Complaint = {
  readonly kind: 'complaint';
  /** What the agent is told, now or in the next attempt. */
  readonly feedback: string;
  readonly report: Pick<FeedBackAttempt, 'gates' | 'proposal'>;
  /** What the attempt ends with when the agent may not try any more. */
  readonly failure: AttemptFailure;
};

export function gatesComplaint(failing: readonly Verdict[]): Complaint {
  const told = failing.map(({ id, result, output }) => ({ id, summary: result.summary, output }));
  const gates = failing.map(({ id }) => id);
  const feedback = gatesFailed(told);
  const mark = fingerprint('gate', gates.join(' '), ...told.map(({ output, summary }) => output || summary));
  const message = `Gates failed: ${told.map(({ id, summary }) => `${id}: ${summary}`).join('; ')}`;
  const failure = new AttemptFailure('gate', message, { feedback, fingerprint: mark });
  return { kind: 'complaint', feedback, report: { gates }, failure };
}

const MOST_REPORTED = 1000;

/** `fault`: what is wrong with the tasks that it proposes. `path`: where it is to write better ones. */
export function proposalComplaint(fault: string, path: string): Complaint {
  const feedback = proposalFailed(fault, path);
  const message = `What it proposes does not hold: ${fault}`.slice(0, 1500);
  const failure = new AttemptFailure('gate', message, { feedback: proposalFailed(fault, null) });
  return {
    kind: 'complaint',
    feedback,
    report: { gates: [], proposal: fault.slice(0, MOST_REPORTED) },
    failure,
  };
}
