import { startStack, type Stack } from '../engine/headrace/stack.ts';
import { claim, finishing, register, send, submitPlan } from '../engine/headrace/plans.ts';
import { largePlan, ROLE, yamlOf } from './large.plan.ts';

const TASKS = 100_000;
const SMALL = 1000;
const CLAIMS = 200;

export type Submitted = {
  readonly jsonMs: number;
  readonly yamlMs: number;
  /** Of claims of another plan: while nothing else happens, and while the large ones are taken. */
  readonly quietMs: readonly number[];
  readonly jsonClaimMs: readonly number[];
  readonly yamlClaimMs: readonly number[];
  /** Of claims of the large plan itself. */
  readonly largeClaimMs: readonly number[];
};

/** Plans of 100,000 tasks through `POST /plans` of a real orchestrator, while another plan is worked on. */
export async function submitted(): Promise<Submitted> {
  const stack = await startStack({ durability: 'each second' });
  try {
    const client = stack.client();
    await client.post('/repos', { repoId: 'r', url: stack.repository });
    for (const runner of ['small', 'large']) await register(client, runner);
    const quietMs = await claims(stack, 'quiet', (done) => done >= CLAIMS);
    const [json, yaml] = ['json', 'yaml'].map((plan) => largePlan(plan, TASKS, 2));
    const ofJson = await whileSubmitting(stack, 'json', JSON.stringify(json), 'application/json');
    const ofYaml = await whileSubmitting(stack, 'yaml', yamlOf(yaml!), 'application/yaml');
    const largeClaimMs: number[] = [];
    for (let n = 0; n < CLAIMS; n++)
      largeClaimMs.push(
        await timed(() => claim(client, { runnerId: 'large', slots: 1, waitMs: 0, roles: [ROLE] })),
      );
    return {
      ...{ quietMs, largeClaimMs },
      ...{ jsonMs: ofJson.ms, jsonClaimMs: ofJson.claimMs, yamlMs: ofYaml.ms, yamlClaimMs: ofYaml.claimMs },
    };
  } finally {
    await stack.stop();
  }
}

async function whileSubmitting(stack: Stack, name: string, text: string, type: string) {
  let isDone = false;
  const submitting = timed(() => stack.client().post('/plans', text, { 'content-type': type })).finally(
    () => (isDone = true),
  );
  const claiming = claims(stack, `beside-${name}`, () => isDone);
  return { ms: await submitting, claimMs: await claiming };
}

/** One after the other, of plans that do nothing; each is completed, and only the claim is timed. */
async function claims(stack: Stack, name: string, isEnough: (done: number) => boolean): Promise<number[]> {
  const client = stack.client();
  const all: number[] = [];
  while (!isEnough(all.length)) {
    if (all.length % SMALL === 0) await send(client, [submitPlan(`${name}-${all.length}`, SMALL)]);
    const since = performance.now();
    const got = await claim(client, { runnerId: 'small', slots: 1, waitMs: 0, roles: ['dev'] });
    all.push(performance.now() - since);
    await send(client, finishing(got));
  }
  return all;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
