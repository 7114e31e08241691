import type { PlanFile, TaskFile } from '@headrace/events';

/** What a task is asked for beside what the plan says. */
export type Asked = {
  readonly attempt?: number;
  readonly source?: string;
  readonly feedback?: string;
};

/** Prompts in the form that runners write; the agent reads their first lines and the lines that begin like these. */
export function workPrompt(plan: PlanFile, task: TaskFile, asked: Asked = {}): string {
  const { attempt = 1, source, feedback } = asked;
  return [
    `Task: ${plan.plan}.${task.id}\nAttempt: ${attempt}`,
    `Role: ${plan.roles[task.role]?.title ?? task.role}`,
    `Title: ${task.title}\n\n${task.brief}`,
    source ? `Take the work from ${source} (ref refs/x), only these paths: ${task.scope.join(' ')}` : '',
    task.change === 'none'
      ? 'Leave the workspace as it is: this task proves or reports, it changes nothing.'
      : `Scope: change only files that match ${task.scope.join(' ')}`,
    feedback ? `Earlier feedback:\n\n${feedback}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export const feedbackPrompt = (failed: readonly { id: string; output: string }[]): string =>
  `Gates failed:\n\n${failed.map(({ id, output }) => `${id}:\n${output}`).join('\n\n')}`;

export const reviewPrompt = (plan: PlanFile, task: TaskFile, role: string, diff: string): string =>
  [
    `Review: ${plan.plan}.${task.id}`,
    `Role: ${role}`,
    `Title: ${task.title}`,
    'Read the change below. Change nothing. End with one line:\nVERDICT: approve — reason',
    `\`\`\`diff\n${diff}\n\`\`\``,
  ].join('\n\n');
