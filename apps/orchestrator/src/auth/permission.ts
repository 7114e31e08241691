import type { Command, CommandType, RunnerId } from '@headrace/events';
import { ProblemError } from '../http/problem.ts';
import { kindOf, nameOf, type Caller, type CallerKind } from '@headrace/events/token';

const attemptCommands: readonly CommandType[] = [
  'StartAttempt',
  'StartGates',
  'ReportGate',
  'FeedBackAttempt',
  'OpenChange',
  'CompleteAttempt',
  'FailAttempt',
  'ProposeSplit',
  'ProposeDecomposition',
  'ReportSalvage',
];
const landingCommands: readonly CommandType[] = [
  'PrepareLanding',
  'RecordLanding',
  'VoidLanding',
  'FailLanding',
];
const claims: readonly CommandType[] = ['ClaimTasks', 'ClaimLanding'];
const clockwork: readonly CommandType[] = [
  'ExpireClaim',
  'ExpireLanding',
  'ExpireReview',
  'WakeTask',
  'WakeAccount',
];
const decisions: readonly CommandType[] = [
  'ReviewChange',
  'AcceptSplit',
  'RejectSplit',
  'AcceptDecomposition',
  'RejectDecomposition',
];

/** What each kind may send; whether it is allowed now is the decider's answer. The admin may send everything. */
const lists: Readonly<Record<Exclude<CallerKind, 'admin' | 'person'>, readonly CommandType[]>> = {
  policy: decisions,
  reactor: [...clockwork, 'DiscardDraft', 'ArchivePlan', ...decisions.slice(1)],
  runner: ['DrainRunner', ...claims],
  attempt: [...attemptCommands, ...landingCommands],
};
const notForPeople = new Set<CommandType>([
  ...attemptCommands,
  ...landingCommands,
  ...claims,
  ...clockwork,
  'CreateOrg',
]);

/** Whether this token may send this command at all. */
export function maySend(caller: Caller, command: Command): boolean {
  const kind = kindOf(caller);
  if (kind === 'admin') return true;
  if (kind === 'person') return !notForPeople.has(command.type);
  return lists[kind].includes(command.type) && isOwn(caller, command);
}

/** A runner claims, beats and listens for itself only. Throws FORBIDDEN. */
export function speaksFor(caller: Caller, runnerId: RunnerId): void {
  if (kindOf(caller) !== 'runner' || nameOf(caller) === runnerId) return;
  throw new ProblemError('FORBIDDEN', `${caller.actor} does not speak for runner ${runnerId}`);
}

/** A runner speaks for itself, an attempt for itself or for the landing of its change. */
function isOwn(caller: Caller, command: Command): boolean {
  const name = nameOf(caller);
  if ('runnerId' in command) return kindOf(caller) !== 'runner' || command.runnerId === name;
  if (kindOf(caller) !== 'attempt') return true;
  if ('attemptId' in command) return caller.use === 'attempt' && command.attemptId === name;
  return caller.use === 'landing' && 'changeId' in command && command.changeId === name;
}
