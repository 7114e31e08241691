import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { PlanView, TaskView, WaitingItem } from '@headrace/events';
import { resultOf } from './headrace.ts';
import { ofTask, readRecorded, type Recorded } from './recorded.ts';
import { fileOn, makeForge } from './repositories.ts';
import { startUp, until, type Up } from './up.ts';

jest.setTimeout(120_000);

/** Its agent proposes two tasks, wrongly at first; they write what they are called. */
const planOf = (plan: string, more = '') => `
plan: ${plan}
title: Plan ${plan}
repo: web
${more}
roles: { dev: { agent: shell } }
defaults: { approvals: 0 }
tasks:
  - id: ${plan}-api
    title: The API
    role: dev
    scope: ['${plan}/**']
    run: |
      if [ "$HEADRACE_TASK" != ${plan}-api ]; then mkdir -p ${plan}; echo ok > ${plan}/$HEADRACE_TASK; exit; fi
      need=${plan}-modle; grep -q 'Did you mean ${plan}-model' "$HEADRACE_PROMPT" && need=${plan}-model
      cat > "$HEADRACE_PROPOSAL" <<END
      note: It is two.
      tasks:
        - { id: ${plan}-model, title: The model, scope: ['${plan}/${plan}-model'] }
        - { id: ${plan}-routes, title: The routes, scope: ['${plan}/${plan}-routes'], needs: [$need] }
      END
`;

type Listed = PlanView & {
  readonly counts: Readonly<Record<string, number>>;
  readonly tasks: readonly TaskView[];
};

describe('an agent that finds its task to be several', () => {
  let up: Up;
  let forge: string;
  let recorded: Recorded;
  beforeAll(async () => {
    up = await startUp();
    forge = makeForge(up.place);
    recorded = readRecorded(up);
    await up.run('repo', 'add', 'web', forge);
  });
  afterAll(() => up.remove());

  const submit = (plan: string, more?: string) => {
    const file = join(up.place, `${plan}.yaml`);
    writeFileSync(file, planOf(plan, more));
    return up.run('plan', 'submit', file);
  };
  const planAfter = async (plan: string, state: PlanView['state']) => {
    const get = () => up.client().get<Listed>(`/plans/${plan}`);
    await until(async () => (await get()).state === state);
    return get();
  };

  it('is told what does not hold, proposes again, and a person accepts', async () => {
    await submit('ask');
    const { proposal } = await recorded.event(ofTask('AttemptFedBack', 'ask-api'));
    expect(proposal).toMatch(/^proposal\.yaml:4:\d+ TASK_UNKNOWN: .* Did you mean ask-model\?$/);
    await recorded.event(ofTask('DecompositionProposed', 'ask-api'));
    const waiting = async () => (await up.client().get<{ items: WaitingItem[] }>('/inbox')).items;
    await until(async () => (await waiting()).length > 0);
    expect(await waiting()).toMatchObject([{ kind: 'decomposition', key: 'ask.ask-api' }]);
    const accepted = await up.run('task', 'decomposition', 'ask.ask-api', 'accept', '--json');
    expect(resultOf<{ events: string[] }>(accepted).events).toContain('DecompositionAccepted');
    const { counts } = await planAfter('ask', 'done');
    expect(counts).toEqual({ divided: 1, done: 2 });
    expect(fileOn(forge, 'ask/ask-routes')).toBe('ok');
  });

  it('needs nobody where its plan accepts by itself', async () => {
    await submit('auto', 'proposals: { decomposition: accept }');
    const { by, rule } = await recorded.event(ofTask('DecompositionAccepted', 'auto-api'));
    expect([by, rule]).toEqual(['policy:plan', 'decomposition: accept, at most 10 children']);
    const { tasks } = await planAfter('auto', 'done');
    expect(tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
      ['auto-api', 'divided'],
      ['auto-model', 'done'],
      ['auto-routes', 'done'],
    ]);
    expect(fileOn(forge, 'auto/auto-model')).toBe('ok');
  });
});
