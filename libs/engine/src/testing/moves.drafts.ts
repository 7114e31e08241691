import { after } from '@headrace/events';
import { DRAFT_PATIENCE_MS } from '../plan/plan.draft.ts';
import { send, type Story } from './story.ts';
import { at, command } from './work.ts';

/* A plan that is sent in parts, and what may come between. */

const planId = 'd';
const options = {
  ...{ priority: 'medium', gates: [], approvals: 0, feedbackRounds: 0, maxAttempts: 2, timeoutSeconds: 60 },
};
const tasks = ['d0', 'd1', 'd2'].map((id, n) => ({
  ...{ id, title: id, role: 'dev', scope: [`d/${n}/**`], needs: n === 2 ? ['d0'] : [], ...options },
}));
const digests = ['a', 'b'].map((letter) => letter.repeat(64));

export const isDraftable = ({ state }: Story): boolean => state.plans.size < 3;

/** Mostly the next step of a draft; sometimes one out of step, of another content, or to give it up. */
export function draft(story: Story, a: number, b: number, c: number): void {
  const digest = at(digests, c % 7 === 0 ? 1 : 0);
  const standing = story.state.drafts.values().next().value?.plan.members.length ?? null;
  const begin = {
    ...{ type: 'DraftPlan', digest, tasks: tasks.length },
    plan: { plan: planId, title: planId, repo: 'mill', roles: { dev: { agent: 'codex' } } },
  };
  if (standing === null) return void send(story, command(begin));
  const from = a % 9 === 0 ? 0 : standing;
  const part = { type: 'DraftTasks', planId, digest, from, tasks: tasks.slice(from, from + 1 + (b % 2)) };
  const ends = { type: b % 5 === 0 ? 'DiscardDraft' : 'ActivatePlan', planId, digest };
  if (c % 11 === 0) story.now = after(story.now, DRAFT_PATIENCE_MS);
  const step = a % 8 === 1 ? begin : standing === tasks.length || a % 10 === 0 ? ends : part;
  if (step.type !== 'DraftTasks' || part.tasks.length > 0) send(story, command(step));
}
