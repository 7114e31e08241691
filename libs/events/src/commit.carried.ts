import type { CommandType } from './command.ts';
import type { Decided, KeptCommand, RestoredCommand } from './commit.ts';
import {
  keptHead,
  keptPlan,
  keptTasks,
  restoredHead,
  restoredPlan,
  restoredTasks,
  type KeptPlan,
} from './commit.plan.ts';
import { isSame } from './same.ts';
import type { Event, EventType } from './event.ts';
import type { Instant } from './instant.ts';

/**
 * What a command's events say again word for word is left out of the commit, and put back from there. Plans and parts of
 * drafts have rules of their own: their tasks come back from `TaskAdded`.
 */
const carried: { readonly [C in CommandType]?: readonly [EventType, ...string[]] } = {
  RegisterRepo: ['RepoRegistered', 'repoId', 'url', 'defaultBranch'],
  RegisterRunner: [
    'RunnerRegistered',
    'runnerId',
    'version',
    'host',
    'roles',
    'agents',
    'labels',
    'slots',
    'accounts',
  ],
  EditTask: ['TaskEdited', 'patch'],
  ReportGate: ['GateReported', 'result'],
  ReportSalvage: ['WorkSaved', 'salvage', 'note'],
  StopOrg: ['OrgStopped', 'reason'],
  SkipTask: ['TaskSkipped', 'reason'],
  OpenChange: ['ChangeOpened', 'branch', 'base', 'head', 'tree', 'patchId', 'files', 'lines', 'diff'],
  FailAttempt: ['AttemptFailed', 'class', 'message', 'fingerprint', 'feedback', 'salvage', 'quotaUntil'],
  ProposeSplit: ['SplitProposed', 'lines', 'limit', 'source', 'ref', 'parts'],
  ProposeDecomposition: ['DecompositionProposed', 'children', 'note', 'ref'],
  DecomposeTask: ['DecompositionProposed', 'children', 'note'],
  ReviewChange: ['ChangeReviewed', 'head', 'patchId', 'verdict', 'note', 'rule'],
  PrepareLanding: ['LandingPrepared', 'base', 'head', 'tree', 'result', 'gates'],
};

type Fields = Record<string, unknown>;

/** The command as its commit keeps it: `at` is the commit's, and carried fields are left out. */
export function keptOf(command: RestoredCommand, events: readonly Event[]): KeptCommand {
  const { at: _, ...kept } = command;
  if (kept.type === 'SubmitPlan') return { ...kept, plan: keptPlan(kept.plan, events) };
  if (kept.type === 'DraftPlan') return { ...kept, plan: keptHead(kept.plan, events) };
  if (kept.type === 'DraftTasks') return { ...kept, tasks: keptTasks(kept.tasks, events) };
  const [type, ...fields] = carried[kept.type] ?? [];
  if (!type) return kept;
  const source = sourceOf(type, events);
  const left = Object.entries(kept).filter(
    ([name, value]) => !(fields.includes(name) && isSame(value, source[name])),
  );
  return Object.fromEntries(left) as KeptCommand;
}

/** The command as it was decided, equal in every field; what an audit decides again. */
export function commandOf({
  at,
  command: kept,
  events,
}: Pick<Decided, 'command' | 'events'> & { readonly at: Instant }): RestoredCommand {
  const type = kept.type as CommandType;
  if (type === 'SubmitPlan')
    return { ...kept, plan: restoredPlan(kept['plan'] as KeptPlan, events), at } as RestoredCommand;
  if (type === 'DraftPlan')
    return { ...kept, plan: restoredHead(kept['plan'] as Fields, events), at } as RestoredCommand;
  if (type === 'DraftTasks')
    return { ...kept, tasks: restoredTasks(kept['tasks'], events), at } as RestoredCommand;
  const [carrier, ...fields] = carried[type] ?? [];
  const source = sourceOf(carrier, events);
  const missing = fields
    .filter((name) => !(name in kept) && name in source)
    .map((name) => [name, source[name]]);
  return { ...kept, ...Object.fromEntries(missing), at } as RestoredCommand;
}

const sourceOf = (type: EventType | undefined, events: readonly Event[]): Fields =>
  events.find((event) => event.type === type) ?? {};
