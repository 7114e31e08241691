import { changeErrors } from './change/change.errors.ts';
import { entry, type ErrorEntry } from './error.entry.ts';
import { orgErrors } from './org/org.errors.ts';
import { planFileErrors } from './plan/plan.errors.ts';

/**
 * Every code that a person or program can meet, with its HTTP status, what it means and what to do next.
 * docs/errors.md is this table; a test keeps them equal. Codes are never reused for another meaning.
 */
export const errors = {
  // Requests
  BODY_INVALID: entry(
    400,
    'The body does not have the expected shape',
    'Compare it with /openapi.json; `path` names the place.',
  ),
  QUERY_INVALID: entry(
    400,
    'The address does not have the expected parameters',
    'Compare it with /openapi.json; `path` names the parameter.',
  ),
  JSON_INVALID: entry(400, 'The body is not JSON', 'Send JSON with content-type application/json.'),
  BODY_TOO_LARGE: entry(413, 'The body is over the limit', 'Send less at once; `expected` names the limit.'),
  TOKEN_MISSING: entry(
    401,
    'No token',
    'Send the header X-Auth-Token; `headrace up` prints the file that holds the token.',
  ),
  TOKEN_INVALID: entry(
    401,
    'The token is not one of ours',
    'Read the token file again; a token made by another home does not fit.',
  ),
  CODE_INVALID: entry(
    401,
    'This sign-in link is no longer good',
    'A link works once, for ten minutes; sign in with the token that is in the token file.',
  ),
  HOST_REFUSED: entry(
    421,
    'This server does not go by that name',
    'It is for this machine only: use 127.0.0.1 or localhost; HEADRACE_HOST makes it listen for others.',
  ),
  ORIGIN_REFUSED: entry(
    403,
    'A page from elsewhere may not do that',
    'Do it in the dashboard, or send the header X-Auth-Token.',
  ),
  FORBIDDEN: entry(403, 'This token may not do that', 'Use the token of a person or of the admin.'),
  NOT_FOUND: entry(404, 'There is no such address', 'See /openapi.json for the addresses.'),
  METHOD_NOT_ALLOWED: entry(
    405,
    'This address does not take that method',
    'See /openapi.json for the methods.',
  ),
  RATE_LIMITED: entry(429, 'Too many at once', 'Wait for `Retry-After` seconds.'),
  INTERNAL: entry(
    500,
    'A fault of ours',
    'Look for the correlation id in the log of the process, and report it.',
  ),
  // Commands
  COMMAND_ID_REUSED: entry(
    409,
    'This command id was used with another content',
    'Make a new id for a new command.',
  ),
  DECISION_TOO_LARGE: entry(
    413,
    'What this causes does not fit one commit',
    'Send a plan to POST /plans instead.',
  ),
  UPGRADE_NEEDED: entry(503, 'The log holds something newer than this program', 'Upgrade this process.'),
  LOG_UNAVAILABLE: entry(
    503,
    'The log cannot be written at the moment',
    'Nothing was recorded. Send it again with the same id.',
  ),
  LOG_FULL: entry(
    507,
    'The log has no room',
    'Free space for the nats-server or raise its max_file_store; nothing was lost.',
  ),
  LOG_DAMAGED: entry(
    500,
    'The log is not what was written',
    'Stop every process, keep the store of the nats-server as it is, and run `headrace audit verify`.',
  ),
  STREAM_MISMATCH: entry(
    503,
    'A stream is configured in another way than Headrace needs',
    'The message names each setting; mend it with `nats stream edit`, or use another nats-server.',
  ),
  BROKER_UNREACHABLE: entry(
    503,
    'The nats-server does not answer',
    'Look at NATS_URL and whether the nats-server runs; `headrace doctor` tries it.',
  ),
  BROKER_REFUSED: entry(
    503,
    'The nats-server does not let us in, or forbids what we asked',
    'Look at NATS_USER and NATS_PASSWORD, and at the permissions of that user.',
  ),
  BROKER_TOO_OLD: entry(
    503,
    'The nats-server is too old for this',
    'Use 2.12 or later; one node on one machine works from 2.9.10.',
  ),
  EVIDENCE_DAMAGED: entry(
    500,
    'The stored bytes do not have the digest that names them',
    'Restore the object store HEADRACE_EVIDENCE from a backup.',
  ),
  READ_MODEL_UNAVAILABLE: entry(
    503,
    'Lists cannot be read at the moment',
    'Postgres is away. Commands and claims go on.',
  ),
  REBUILD_RUNNING: entry(
    409,
    'Another rebuild of this read model is under way',
    'Wait for it; the old read model serves meanwhile.',
  ),
  POSITION_NOT_REACHED: entry(
    504,
    'The read model has not reached this position yet',
    'Ask again; `headrace doctor` shows the lag.',
  ),
  STEPPED_DOWN: entry(
    503,
    'This orchestrator is not the writer',
    'Send it again: it is passed on as soon as one writes; /peers names it.',
  ),
  // Repositories
  REPO_UNKNOWN: entry(404, 'There is no such repository', 'Register it: `headrace repo add ID URL`.'),
  REPO_EXISTS: entry(409, 'This repository is registered with another url', 'Choose another id.'),
  REPO_URL_INVALID: entry(
    422,
    'Not a git url without credentials',
    'Use https, ssh, or an absolute path; give credentials to git, not to us.',
  ),
  REPO_UNREACHABLE: entry(
    422,
    'git cannot read this repository',
    'Try `git ls-remote URL` on the same machine.',
  ),
  REPO_EMPTY: entry(422, 'The repository has no commit on that branch', 'Push a first commit.'),
  BRANCH_UNKNOWN: entry(
    422,
    'The repository has no such branch',
    'Name one that `git ls-remote --heads` lists.',
  ),
  REPO_CHECKED_OUT: entry(
    422,
    'The branch is checked out there, and git refuses to push to it',
    'Register a bare clone: `git clone --bare PATH PATH.git`; or let the working copy follow: `git -C PATH config receive.denyCurrentBranch updateInstead`.',
  ),
  ...planFileErrors,
  // Plans and tasks
  PLAN_NOT_FOUND: entry(404, 'There is no such plan', '`headrace plan status` lists them.'),
  PLAN_EXISTS: entry(409, 'A plan with this id exists', 'Choose another id; a plan is submitted once.'),
  PLAN_NOT_OVER: entry(409, 'The plan has not ended', 'Cancel it, or wait until it is finished.'),
  PLAN_ARCHIVED: entry(409, 'The plan was archived', 'Read what it did; what is left to do is a new plan.'),
  DRAFT_NOT_FOUND: entry(404, 'No draft of this plan has this content', 'Submit the plan again.'),
  DRAFT_OUT_OF_STEP: entry(
    409,
    'The draft is not at the place for that',
    '`expected` says with which task it goes on.',
  ),
  PLAN_NOT_ACTIVE: entry(409, 'The plan has ended', 'Retry one of its tasks, or submit a new plan.'),
  PLAN_REVISION_STALE: entry(
    409,
    'The plan has changed since this patch was made',
    'Look at what changed, make the patch again, and name the revision in `expected`.',
  ),
  EDIT_INVALID: entry(422, 'The edit has problems', 'Mend each of `problems`; nothing was changed.'),
  EDIT_AFFECTS: entry(
    409,
    'The edit touches work that is done or under way',
    'Each of `problems` is one such work. If that is what you want, send it again with `affected`: the digest in `expected`.',
  ),
  PHASE_NOT_FOUND: entry(404, 'The plan has no such phase', '`headrace plan status PLAN` lists them.'),
  TASK_NOT_FOUND: entry(
    404,
    'There is no such task',
    '`headrace task list` lists them; the form is PLAN.TASK.',
  ),
  TASK_NOT_EDITABLE: entry(409, 'The task is past editing', 'Cancel its attempt first, or add a task.'),
  TASK_NOT_REMOVABLE: entry(
    409,
    'The task cannot be taken out of its plan',
    'What is done stays done: undo it by another task. What is being pushed lands first.',
  ),
  STILL_USED: entry(409, 'Something that stays still names it', 'Change that in the same edit.'),
  TASK_NOT_HOLDABLE: entry(
    409,
    'Only a task that nobody works on can be held',
    'Say how long its attempt has to end (`--grace`), wait for it, or cancel the task.',
  ),
  TASK_NOT_HELD: entry(
    409,
    'The task is not held',
    'Nothing needs to be released; `task why` says what it waits for.',
  ),
  TASK_NOT_CANCELLABLE: entry(409, 'The task is over', 'What landed is undone by a revert, not by a cancel.'),
  TASK_NOT_RETRIABLE: entry(
    409,
    'Only a failed or cancelled task can be retried',
    '`task why` says what it waits for.',
  ),
  ACCOUNT_NOT_HELD: entry(
    409,
    'The account is not held',
    'Nothing keeps it from being used; `headrace account list` lists those that are held.',
  ),
  SPLIT_NOT_PROPOSED: entry(409, 'No split is proposed for this task', 'See `task show`.'),
  CAP_INVALID: entry(
    422,
    'A cap has to be at least 1',
    'To let nothing run, pause the plan (`plan pause`) or stop everything (`org stop`).',
  ),
  TASK_NOT_SKIPPABLE: entry(409, 'The task cannot be skipped', '`task why` says where it stands.'),
  TASK_NOT_REASSIGNABLE: entry(
    409,
    'The task cannot be given to somebody else now',
    'While it is at work, say how long its attempt has to end (`--grace`).',
  ),
  NOTHING_KEPT: entry(
    409,
    'No work of this task was kept',
    'Retry it from scratch: nothing is there that could be checked or gone on with.',
  ),
  ...orgErrors,
  TASK_NOT_DECOMPOSABLE: entry(
    409,
    'Only a task that nobody works on can be divided',
    'Its agent may propose it; else cancel the attempt, or edit the plan.',
  ),
  DECOMPOSITION_NOT_PROPOSED: entry(409, 'No decomposition is proposed for this task', 'See `task show`.'),
  DECOMPOSITION_TOO_DEEP: entry(409, 'The task is divided too deep', 'Edit the plan instead: `plan edit`.'),
  // Attempts and runners
  RUNNER_NOT_FOUND: entry(404, 'There is no such runner', 'Register it first.'),
  RUNNER_DRAINING: entry(409, 'The runner is draining', 'Register it again to end the drain.'),
  ATTEMPT_NOT_FOUND: entry(404, 'There is no such attempt', 'See `task show` for the attempts of a task.'),
  FENCE_STALE: entry(
    409,
    'A newer claim holds this task',
    'Stop this attempt and keep its work; it is no longer yours.',
  ),
  ATTEMPT_OVER: entry(409, 'The attempt has ended', 'Nothing more can be reported for it.'),
  ATTEMPT_OUT_OF_STEP: entry(
    409,
    'The attempt is not at the step for that',
    '`state` says where it is, `allowed` what may come next.',
  ),
  ATTEMPT_NOT_STARTED: entry(409, 'The attempt has not been started', 'Send StartAttempt first.'),
  GATES_NOT_PASSED: entry(
    409,
    'A gate of the task has not passed on exactly these objects',
    'Run the gates named in `expected` again.',
  ),
  CHANGE_NOT_EXPECTED: entry(409, 'The task has `change: none`', 'Complete the attempt without a change.'),
  CHANGE_MISSING: entry(409, 'The task has to make a change', 'Open a change, or fail the attempt.'),
  LEASE_ALIVE: entry(409, 'The lease has not ended', 'Wait until it has.'),
  NOT_DUE: entry(409, 'It is not time yet', 'Wait until `expected`.'),
  ...changeErrors,
  EVENT_NOT_FOUND: entry(404, 'No commit stands at this position', '/events says where the log ends.'),
  // Agents, workspaces
  AGENT_NOT_FOUND: entry(
    422,
    'The agent cannot be started',
    'Check the command that the runner has for it: `headrace doctor`.',
  ),
  EVIDENCE_NOT_FOUND: entry(404, 'No such evidence', 'It may have been redacted; the log says so.'),
  EVIDENCE_MISMATCH: entry(422, 'The bytes do not have this digest', 'Send it again.'),
  // Processes
  PORT_IN_USE: entry(
    500,
    'The port is taken',
    'Choose another (0 = any free one), or stop what listens there.',
  ),
  HOME_LOCKED: entry(500, 'Another headrace runs on this home', 'Stop it, or choose another --home.'),
  HOME_UNUSABLE: entry(500, 'The home cannot be used', 'Choose another --home: `cause` says why.'),
  NATS_UNAVAILABLE: entry(
    503,
    'No nats-server can be reached or started',
    '`headrace doctor` lists what was tried.',
  ),
  NATS_TOO_OLD: entry(500, 'The nats-server is too old for this', 'Use 2.12 or newer.'),
  POSTGRES_UNAVAILABLE: entry(
    503,
    'No Postgres can be reached or started',
    '`headrace doctor` lists what was tried.',
  ),
  ORCHESTRATOR_UNREACHABLE: entry(
    503,
    'No orchestrator answers',
    'Start one: `headrace up`; or set HEADRACE_URL.',
  ),
  INTERRUPTED: entry(500, 'Stopped before it was done', 'Start it again on the same --home to go on.'),
  USAGE: entry(400, 'The command line is off', 'See `headrace help`.'),
  AUDIT_FAILED: entry(
    500,
    'The log does not hold what it claims',
    'Keep the stream as it is; `problems` names the first break.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;
