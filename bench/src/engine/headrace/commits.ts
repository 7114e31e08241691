import {
  COMMAND_SUBJECT,
  ensureStreams,
  eventStreamOf,
  openShardWriter,
  readCommitAt,
  request,
} from '@headrace/events/jetstream';
import { appendRaw } from '@headrace/events/testing';
import { spread } from '../contender.ts';
import { insist, send, submitPlan, type Answer, type Request } from './plans.ts';
import type { Stack } from './stack.ts';

/** Commands or messages a second. */
export type CommitRates = {
  readonly http: number;
  readonly nats: number;
  /** The writer alone: pipelined, each append with the sequence that it expects, headers and all. */
  readonly raw: number;
  /** No headers, nothing expected. */
  readonly bare: number;
};

const PLAN = 'commits';
/** Commands and appends of ours that are under way, as many as the orchestrator's writer has. */
const IN_FLIGHT = 256;
const SHARD = 'main';

/** A plan whose tasks can be held and released: each is one commit. */
export const prepareCommits = (stack: Stack, tasks: number): Promise<void> =>
  send(stack.client(), [submitPlan(PLAN, tasks)]);

export type CommitLoad = {
  /** A multiple of `tasks`. */
  readonly commits: number;
  /** Of the plan that was prepared. */
  readonly tasks: number;
  /** Commands in one request. */
  readonly batch: number;
};

/** The same number of commits over HTTP and over NATS, then as many bare messages of the same size. */
export async function commitRates(stack: Stack, load: CommitLoad): Promise<CommitRates> {
  const http = await rate(load, (commands) => send(stack.client(), commands));
  const nats = await rate(load, (commands) => ask(stack, commands));
  const { state } = await stack.broker().jsm.streams.info(eventStreamOf(SHARD));
  const last = await readCommitAt(stack.broker(), SHARD, state.last_seq);
  const bytes = last?.bytes ?? new Uint8Array(500);
  const perSecond = (ms: number) => (load.commits / ms) * 1000;
  const raw = perSecond(await written(stack, load.commits, bytes));
  return { http, nats, raw, bare: perSecond(await appended(stack, load.commits, bytes)) };
}

/** Each task is held and released in turn. */
async function rate(
  { commits, tasks, batch }: CommitLoad,
  post: (commands: readonly Request[]) => Promise<void>,
): Promise<number> {
  const width = Math.max(1, Math.floor((2 * IN_FLIGHT) / batch));
  const turns = Math.max(2, Math.round(commits / tasks / 2) * 2);
  const since = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    const type = turn % 2 === 0 ? 'HoldTask' : 'ReleaseTask';
    await spread(Math.ceil(tasks / batch), width, (index) =>
      post(commandsOf(type, index * batch, Math.min(tasks, (index + 1) * batch))),
    );
  }
  return ((turns * tasks) / (performance.now() - since)) * 1000;
}

const commandsOf = (type: 'HoldTask' | 'ReleaseTask', from: number, to: number): readonly Request[] =>
  Array.from({ length: to - from }, (_, i) => ({
    command: { type, planId: PLAN, taskId: `t${from + i}` },
  }));

const ask = (stack: Stack, commands: readonly Request[]): Promise<void> =>
  insist(commands, (part) =>
    request<readonly Answer[]>(
      stack.broker(),
      COMMAND_SUBJECT,
      { token: stack.token, commands: part },
      60_000,
    ),
  );

let streams = 0;

/** As the orchestrator appends, without deciding. */
async function written(stack: Stack, count: number, bytes: Uint8Array): Promise<number> {
  const broker = stack.broker();
  const shard = `raw-${streams++}`;
  await ensureStreams(broker, { shard });
  const writer = await openShardWriter(broker, { shard, at: 0, maxInFlight: IN_FLIGHT });
  const headers = {
    'Headrace-Command': 'c-00000000-0000-0000-0000-000000000000',
    'Headrace-Type': 'ReleaseTask',
    'Headrace-Actor': 'admin',
    'Headrace-Events': 'TaskReleased',
  };
  const since = performance.now();
  const append = () => writer.append(`evt.${shard}.main.plan.${PLAN}`, bytes, headers);
  await Promise.all(Array.from({ length: count }, append));
  const ms = performance.now() - since;
  writer.close();
  await broker.jsm.streams.delete(eventStreamOf(shard));
  return ms;
}

function appended(stack: Stack, count: number, bytes: Uint8Array): Promise<number> {
  const name = `bare-${streams++}`;
  return appendRaw(stack.broker(), {
    stream: name,
    subjects: [`evt.${name}.main.plan.${PLAN}`],
    bytes,
    count,
    inFlight: IN_FLIGHT,
  });
}
