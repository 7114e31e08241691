import type { Command, PlanFile } from '@headrace/events';

export const ROLE = 'dev';

/** A plan of so many tasks, each with up to `needs` earlier ones. The same numbers make the same plan. */
export function largePlan(plan: string, count: number, needs: number): PlanFile {
  const tasks = Array.from({ length: count }, (_, i) => ({
    ...{ id: `task-${i}`, title: `Task number ${i}`, role: ROLE, run: 'true' },
    brief: `Do what number ${i} says.`,
    needs: needsOf(i, needs),
    scope: [`src/${i % 100}/${i}/**`],
  }));
  return {
    plan,
    title: plan,
    repo: 'r',
    roles: { [ROLE]: { agent: 'shell' } },
    tasks,
  } as unknown as PlanFile; // as a file has it: defaults unsaid
}

const needsOf = (i: number, needs: number): string[] => [
  ...new Set(
    Array.from({ length: Math.min(i, needs) }, (_, k) => `task-${Math.floor((i * (k + 1)) / (needs + 1))}`),
  ),
];

export const yamlOf = ({ plan, title, repo, roles, tasks }: PlanFile): string =>
  [
    ...[`plan: ${plan}`, `title: ${title}`, `repo: ${repo}`, `roles: ${JSON.stringify(roles)}`, 'tasks:'],
    ...tasks.map(
      ({ id, title: name, role, run, brief, needs, scope }) =>
        `  - id: ${id}\n    title: ${name}\n    role: ${role}\n    run: "${run ?? ''}"\n    brief: ${brief}\n    needs: [${needs.join(', ')}]\n    scope: ["${scope.join('", "')}"]`,
    ),
  ].join('\n');

/** What sends a plan in parts of a hundred, as the orchestrator does. */
export function* draftOf(plan: PlanFile, digest: string): Generator<Command, void, undefined> {
  const { tasks, ...head } = plan;
  const defaults = { priority: 'medium', gates: [], approvals: 1, feedbackRounds: 2, maxAttempts: 3 };
  const filled = { description: '', target: 'main', phases: [], gates: {}, followUps: [], ...head };
  const options = { ...defaults, timeoutSeconds: 3600 };
  const planId = plan.plan;
  yield {
    type: 'DraftPlan',
    plan: { ...filled, defaults: options },
    digest,
    tasks: tasks.length,
  } as unknown as Command;
  for (let from = 0; from < tasks.length; from += 100) {
    const part = tasks
      .slice(from, from + 100)
      .map((task) => ({ after: [], labels: [], change: 'required', ...options, ...task }));
    yield { type: 'DraftTasks', planId, digest, from, tasks: part } as unknown as Command;
  }
  yield { type: 'ActivatePlan', planId, digest } as unknown as Command;
}
