import colors from 'picocolors';
import { counted, countIn, type Event } from '@headrace/events';
import { stateWord } from '../terminal/print.ts';
import { untilWord, waitWord } from '../terminal/wait.word.ts';

/** An event in a few words for a terminal. */
export function eventLine(event: Event): string {
  const name = subjectOf(event);
  return [colors.bold(name), detailOf(event)].filter(Boolean).join(' ');
}

function subjectOf(event: Event): string {
  if ('changeId' in event) return event.changeId;
  if ('attemptId' in event && event.attemptId !== undefined) return event.attemptId;
  if ('ordinals' in event && event.ordinals !== undefined)
    return `${event.planId}.{${counted(countIn(event.ordinals), 'task')}}`;
  if ('taskIds' in event) return `${event.planId}.{${event.taskIds.join(',')}}`;
  if ('taskId' in event) return `${event.planId}.${event.taskId}`;
  if ('planId' in event) return event.planId;
  if ('runnerId' in event) return event.runnerId;
  if ('repoId' in event) return event.repoId;
  if ('account' in event) return event.account;
  return event.org;
}

function detailOf(event: Event): string {
  switch (event.type) {
    case 'TaskAdded':
      return `added (${event.origin.kind}): ${event.spec.title}`;
    case 'TasksBecameReady':
      return stateWord('ready');
    case 'TaskClaimed':
      return `${stateWord('claimed')} by ${event.runnerId} as ${event.role}, fence ${event.fence}`;
    case 'AttemptStarted':
      return `${stateWord('running')} from ${event.base.slice(0, 8)} on ${event.branch}`;
    case 'GatesStarted':
      return `${stateWord('verifying')} ${event.gates.join(', ')}${event.round > 1 ? `, round ${event.round}` : ''}`;
    case 'GateReported': {
      const { gate, verdict, summary } = event.result;
      return `gate ${gate} ${stateWord(verdict)}${summary ? `: ${summary}` : ''}`;
    }
    case 'AttemptFedBack':
      return colors.yellow(
        event.proposal === undefined
          ? `${event.gates.join(', ')} failed, fed back to the agent`
          : `its proposal does not hold, fed back to the agent: ${event.proposal}`,
      );
    case 'AttemptFailed':
      return colors.red(`${event.class}: ${event.message}`);
    case 'ClaimExpired':
      return colors.yellow(`lease lost, last heartbeat ${event.lastHeartbeatAt.slice(11, 19)}`);
    case 'SplitProposed':
      if (event.because === 'context')
        return colors.yellow(`too much for one session: ${event.parts.length} parts proposed`);
      return colors.yellow(
        `split proposed: ${counted(event.lines, 'line')}, limit ${event.limit}, ${event.parts.length} parts`,
      );
    case 'TaskSplit':
      return `split into ${event.into.join(', ')}${byText(event)}`;
    case 'TaskHeld':
      return colors.yellow(
        `held: ${event.reason}${event.until ? `, ${waitWord(event.until)}` : ''}${event.note ? `, ${event.note}` : ''}`,
      );
    case 'ReviewExpired':
      return `nobody approved in time: ${event.then}`;
    case 'ReviewsDelegated':
      return `${event.to} for ${event.from} ${untilWord(event.until)}`;
    case 'ReviewsRevoked':
      return `${event.to} no longer for ${event.from}`;
    case 'AccountHeld':
      return colors.yellow(`has no quota left, ${waitWord(event.until)}`);
    case 'AccountReleased':
      return event.because === 'person' ? 'is tried now' : 'has quota again';
    case 'TaskDone':
      return stateWord('done');
    case 'TaskFailed':
      return colors.red(`failed: ${event.reason}`);
    case 'TasksCancelled':
      return `${stateWord('cancelled')}${event.reason ? `: ${event.reason}` : ''}`;
    case 'RunnerRegistered':
      return `runner registered with ${counted(event.slots, 'slot')}, agents ${event.agents.join(', ')}`;
    case 'RepoRegistered':
      return `repository registered: ${event.url}`;
    default:
      return planDetailOf(event);
  }
}

function planDetailOf(event: Event): string {
  switch (event.type) {
    case 'DecompositionProposed':
      return colors.yellow(`${event.children.length} tasks proposed in its place`);
    case 'DecompositionAccepted':
      return `divided into ${event.into.join(', ')}${byText(event)}`;
    case 'PhaseOpened':
      return colors.cyan(`phase ${event.phaseId} opened (${event.because})`);
    case 'PhasePaused':
      return `phase ${event.phaseId} paused`;
    case 'PlanAdded':
      return `plan added: ${event.title}`;
    case 'PlanEdited':
      return colors.cyan(`plan edited, revision ${event.revision}${event.note ? `: ${event.note}` : ''}`);
    case 'TasksChanged':
      return `changed: ${Object.keys(event.spec).join(', ')}`;
    case 'TasksRemoved':
      return 'removed from the plan';
    case 'PlanFinished':
      return `plan ${stateWord(event.outcome)}`;
    default:
      return changeOf(event);
  }
}

function changeOf(event: Event): string {
  switch (event.type) {
    case 'ChangeOpened':
      return `change of ${counted(event.lines, 'line')} in ${counted(event.files.length, 'file')}`;
    case 'ReviewRequested':
      return stateWord('reviewing');
    case 'ChangeReviewed':
      return `${event.verdict} by ${event.actor}${event.note ? `: ${event.note}` : ''}`;
    case 'ChangeQueued':
      return `${stateWord('merging')}, queued for ${event.target}`;
    case 'LandingPrepared':
      return `landing prepared on ${event.base.slice(0, 8)}`;
    case 'ChangeLanded':
      return colors.green(`landed on ${event.target} as ${event.result.slice(0, 8)}`);
    case 'ChangeSentBack':
      return colors.yellow(`sent back: ${event.because}`);
    case 'LandingVoided':
      return colors.yellow(`landing void: ${event.because}`);
    default:
      return controlOf(event);
  }
}

/** What people do to what runs. */
function controlOf(event: Event): string {
  switch (event.type) {
    case 'AttemptsStopped':
      return colors.yellow(`stopped${event.reason ? `: ${event.reason}` : ''}`);
    case 'WorkSaved':
      return event.salvage ? `work kept as ${event.salvage.ref}` : 'nothing to keep';
    case 'OrgStopped':
      return colors.red(`everything is stopped${event.reason ? `: ${event.reason}` : ''}`);
    case 'OrgStarted':
      return 'started again';
    case 'OrgCapped':
    case 'PlanCapped':
      return event.maxParallel === null
        ? 'no cap'
        : `at most ${counted(event.maxParallel, 'attempt')} at once`;
    case 'RolePaused':
      return `role ${event.roleId} paused`;
    case 'RoleResumed':
      return `role ${event.roleId} resumed`;
    case 'TaskSkipped':
      return colors.yellow(`skipped by ${event.actor}: ${event.reason}`);
    case 'TaskReassigned':
      return `for role ${event.role}, agent ${event.agent}${event.away.length ? `, not on ${event.away.join(', ')}` : ''}`;
    case 'TasksPrioritised':
      return `priority ${event.priority}`;
    default:
      return wordsOf(event.type);
  }
}

/** `LandingClaimed`: landing claimed. */
const wordsOf = (type: Event['type']): string =>
  type.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

const byText = ({ by, rule }: { by?: string | undefined; rule?: string | undefined }): string =>
  `${by === undefined ? '' : ` by ${by}`}${rule === undefined ? '' : ` (${rule})`}`;
