import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf, type Chance } from '../seeded.ts';
import { repositories, type Stand } from '../stand/stand.ts';
import { openClient, type Acknowledged, type Client } from './client.ts';
import { planOf, type PlanText } from './plans.ts';

export type Load = {
  readonly journal: readonly Acknowledged[];
  readonly plans: readonly PlanText[];
  /** Refusals that no fault explains. */
  readonly surprises: readonly string[];
  /** No new work; resolves when every client has its last answer. */
  finish(): Promise<void>;
  /** For those who look on, and for the person who mends at the end. */
  readonly person: Client;
};

export type LoadOptions = {
  readonly seed: number;
  readonly clients: number;
  /** Tasks that are submitted and not landed, beyond which clients wait. */
  readonly backlog: number;
};

/** Clients that submit plans and interfere with them, at once. */
export async function beginLoad(stand: Stand, { seed, clients, backlog }: LoadOptions): Promise<Load> {
  const [journal, plans, surprises]: [Acknowledged[], PlanText[], string[]] = [[], [], []];
  const place = {
    url: stand.lines.get('clients')!.url,
    token: readFileSync(join(stand.up.home, 'token'), 'utf8').trim(),
    journal: (entry: Acknowledged) => void journal.push(entry),
  };
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const person = openClient({ ...place, signal: givingUp.signal });
  for (const repoId of repositories) {
    const repository = { repoId, url: stand.forge(repoId), defaultBranch: 'main' };
    const answer = await person.send(`register-${repoId}`, { type: 'RegisterRepo', ...repository });
    if (!answer.ok) throw new Error(`${repoId} was refused: ${answer.code}`);
  }
  const shared = { backlog, stand, plans, surprises, stopping: stopping.signal };
  const working = Array.from({ length: clients }, (_, index) =>
    workAs({
      ...shared,
      name: `c${index}`,
      chance: chanceOf(seed, `client ${index}`),
      client: openClient({ ...place, signal: givingUp.signal }),
    }),
  );
  return {
    ...{ journal, plans, surprises, person },
    finish: async () => {
      stopping.abort();
      const enough = setTimeout(() => givingUp.abort(), 60_000);
      const ends = await Promise.allSettled(working);
      clearTimeout(enough);
      for (const end of ends)
        if (end.status === 'rejected') surprises.push(`a client gave up: ${String(end.reason)}`);
    },
  };
}

type Worker = {
  readonly backlog: number;
  readonly stand: Stand;
  readonly plans: PlanText[];
  readonly surprises: string[];
  readonly stopping: AbortSignal;
  readonly name: string;
  readonly chance: Chance;
  readonly client: Client;
};

async function workAs(worker: Worker): Promise<void> {
  const { stand, plans, chance, stopping, name, backlog } = worker;
  const mine: PlanText[] = [];
  for (let turn = 0; !stopping.aborted; turn++) {
    if (mine.length === 0 || chance.happens(0.4)) {
      while (!stopping.aborted && backlogOf(stand, plans) >= backlog) await sleep(500);
      if (stopping.aborted) return;
      mine.push(await submit(worker, `${name}-${turn}`));
    } else await interfere(worker, chance.oneOf(mine), `${name}-${turn}`);
    await sleep(chance.whole(50, 900));
  }
}

async function submit({ stand, plans, chance, client, surprises }: Worker, id: string): Promise<PlanText> {
  const plan = planOf(chance, id, chance.oneOf(repositories), stand.marks);
  plans.push(plan);
  const answer = await client.submit(id, plan);
  if (!answer.ok) surprises.push(`plan ${id} was refused: ${answer.code}`);
  if (chance.happens(0.2)) await client.submit(id, plan); // its answer has to be the same
  return plan;
}

/** Refusals are what most of these come to, and none of them may do harm. */
async function interfere({ chance, client }: Worker, { plan, tasks }: PlanText, id: string): Promise<void> {
  const taskId = chance.oneOf(tasks).id;
  const ofTask = { planId: plan, taskId };
  const [first, second] = chance.oneOf([
    [
      { type: 'HoldTask', ...ofTask, note: 'wait' },
      { type: 'ReleaseTask', ...ofTask },
    ],
    [
      { type: 'PausePlan', planId: plan, reason: 'wait' },
      { type: 'ResumePlan', planId: plan },
    ],
    [
      { type: 'EditTask', ...ofTask, patch: { priority: 'high' } },
      { type: 'RetryTask', ...ofTask },
    ],
    [
      { type: chance.happens(0.3) ? 'CancelTask' : 'RetryTask', ...ofTask, note: '' },
      { type: 'RetryTask', ...ofTask },
    ],
  ] as const);
  const answer = await client.send(`${id}-a`, first);
  await sleep(chance.whole(20, 600));
  if (answer.ok && chance.happens(0.3)) await client.send(`${id}-a`, first);
  await client.send(`${id}-b`, second);
}

export const landedIn = (stand: Stand): number =>
  repositories.reduce((sum, name) => {
    const words = ['-C', stand.forge(name), 'rev-list', '--count', '--first-parent', 'main'];
    return sum + Number(execFileSync('git', words, { encoding: 'utf8' })) - 1;
  }, 0);

const backlogOf = (stand: Stand, plans: readonly PlanText[]): number =>
  plans.reduce((sum, { tasks }) => sum + tasks.length, 0) - landedIn(stand);
