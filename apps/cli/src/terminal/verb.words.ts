import type { CommandType } from '@headrace/events';

/** How a person says each command here; what only runners and the clock send is missing. */
const verbs: Partial<Record<CommandType, string>> = {
  StopOrg: 'org stop',
  StartOrg: 'org start',
  CapOrg: 'org cap',
  RegisterRepo: 'repo add',
  RegisterRunner: 'runner start',
  DrainRunner: 'runner drain',
  ReleaseAccount: 'account release',
  SubmitPlan: 'plan submit',
  EditPlan: 'plan edit',
  PausePlan: 'plan pause',
  ResumePlan: 'plan resume',
  CancelPlan: 'plan cancel',
  CapPlan: 'plan cap',
  ArchivePlan: 'plan archive',
  PausePhase: 'plan pause --phase',
  ResumePhase: 'plan resume --phase',
  CancelPhase: 'plan cancel --phase',
  PauseRole: 'plan pause --role',
  ResumeRole: 'plan resume --role',
  CancelRole: 'plan cancel --role',
  PrioritiseTasks: 'task prioritise',
  EditTask: 'plan edit',
  HoldTask: 'task hold',
  ReleaseTask: 'task release',
  CancelTask: 'task cancel',
  RetryTask: 'task retry',
  SkipTask: 'task skip',
  ReassignTask: 'task reassign',
  DecomposeTask: 'task decompose',
  AcceptDecomposition: 'task decomposition accept',
  RejectDecomposition: 'task decomposition reject',
  AcceptSplit: 'task split accept',
  RejectSplit: 'task split reject',
  ReviewChange: 'change review',
};

/** The verbs for these commands, each once, in the same order. */
export const verbsOf = (commands: readonly string[]): readonly string[] => [
  ...new Set(commands.flatMap((command) => verbs[command as CommandType] ?? [])), // another version may know more
];
