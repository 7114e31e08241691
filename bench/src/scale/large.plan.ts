import type { Command, PlanFile } from '@headrace/events';

export const ROLE = 'builder';

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

const options = {
  ...{ priority: 'medium', gates: [], approvals: 1, feedbackRounds: 2, maxAttempts: 3, timeoutSeconds: 3600 },
};
const unsaid = { description: '', target: 'main', phases: [], gates: {}, followUps: [], defaults: options };

/** What sends a plan in parts of a hundred, as the orchestrator does. */
export function* draftOf({ tasks, ...head }: PlanFile, digest: string): Generator<Command, void, undefined> {
  const planId = head.plan;
  const command = (fields: object) => fields as unknown as Command; // made by us, in the shape that the edge gives
  yield command({ type: 'DraftPlan', plan: Object.assign({}, unsaid, head), digest, tasks: tasks.length });
  for (let from = 0; from < tasks.length; from += 100) {
    const filled = { after: [], labels: [], change: 'required', ...options };
    const part = tasks.slice(from, from + 100).map((task) => Object.assign({}, filled, task));
    yield command({ type: 'DraftTasks', planId, digest, from, tasks: part });
  }
  yield command({ type: 'ActivatePlan', planId, digest });
}
