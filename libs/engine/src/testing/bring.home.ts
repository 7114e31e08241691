import { after, type Actor, type Command } from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import { offers } from './moves.runners.ts';
import type { TaskState } from '../task/task.state.ts';
import { send, tasksIn, type Story } from './story.ts';
import { command, prepare, workOn } from './work.ts';

/** From here on everything goes well: whatever waits for a person is decided, every attempt and landing succeeds. */
export function bringHome(story: Story): void {
  for (let round = 0; round < 200 && !isHome(story); round++) {
    story.now = after(story.now, 3_600_000);
    for (const each of decisions(story)) send(story, each);
    send(story, command({ type: 'ClaimTasks', runnerId: 'r1', ...offers.r1, slots: 8, leaseMs: 30_000 }));
    for (const attempt of [...story.state.attempts]) finish(story, attempt);
    for (const change of story.state.changes.values()) {
      const { changeId, head, status } = change;
      if (status !== 'reviewing') continue;
      for (const actor of ['person:ada', 'person:bob', 'person:cleo'] as Actor[])
        send(story, command({ type: 'ReviewChange', changeId, head, verdict: 'approve' }), { actor });
    }
    landAll(story);
  }
}

/** What went wrong before may leave an attempt no way to succeed; the next one has it. */
function finish(story: Story, attempt: AttemptState): void {
  for (let steps = 0; steps < 12 && story.state.attempts.has(attempt); steps++) workOn(story, attempt, 0, 0);
  const { attemptId, fence } = attempt;
  const failure = {
    type: 'FailAttempt',
    attemptId,
    fence,
    class: 'gate',
    message: 'stuck',
    fingerprint: `${fence}`,
  };
  if (story.state.attempts.has(attempt)) send(story, command(failure));
}

/** A plan that was cancelled while its last change was being pushed ends cancelled, with all of it done. */
export const isHome = ({ state }: Story): boolean =>
  [...state.plans.values()].every(
    ({ status, tasks }) => status === 'finished' && [...tasks.values()].every(isDone),
  );

const isDone = ({ life, splitInto, removed }: TaskState): boolean =>
  life.status === 'done' || splitInto !== null || removed !== null;

function landAll(story: Story): void {
  for (let landings = 0; landings < 50; landings++) {
    send(story, command({ type: 'ClaimLanding', runnerId: 'r1', repos: ['mill'], leaseMs: 30_000 }));
    const [change] = story.state.landings;
    if (!change) return;
    if (!change.prepared) prepare(story, change.changeId, true, false);
    if (change.prepared)
      send(
        story,
        command({
          type: 'RecordLanding',
          changeId: change.changeId,
          fence: change.fence,
          result: change.prepared.result,
        }),
      );
  }
}

/** What a patient person does. */
function decisions(story: Story): readonly Command[] {
  const plans = [...story.state.plans.values()].flatMap(({ planId, phases, roles }) => [
    { type: 'ResumePlan', planId },
    { type: 'CapPlan', planId, maxParallel: null },
    ...Object.keys(roles).map((roleId) => ({ type: 'ResumeRole', planId, roleId })),
    ...[...phases.keys()].map((phaseId) => ({ type: 'ResumePhase', planId, phaseId })),
  ]);
  const tasks = tasksIn(story).flatMap(
    ({ planId, taskId, life, proposal, held, splitInto, away, removed }) => {
      const target = { planId, taskId };
      if (proposal?.event.type === 'SplitProposed') return [{ type: 'AcceptSplit', ...target }];
      if (proposal)
        return ['AcceptDecomposition', 'RejectDecomposition'].map((type) => ({ type, ...target })); // where it fits no more
      if (held) return [{ type: 'ReleaseTask', ...target }];
      if (away.length > 0 && (life.status === 'ready' || life.status === 'blocked'))
        return [{ type: 'ReassignTask', ...target, away: [] }];
      const hasEnded = (life.status === 'failed' || life.status === 'cancelled') && !splitInto && !removed;
      return hasEnded ? [{ type: 'RetryTask', ...target }] : [];
    },
  );
  const accounts = [...story.state.accounts.keys()].map((account) => ({ type: 'ReleaseAccount', account }));
  const wide = { type: 'CapOrg', maxParallel: null };
  return [{ type: 'StartOrg' }, wide, ...accounts, ...tasks, ...plans].map(command);
}
