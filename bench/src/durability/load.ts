import { NO_COMMIT, instantOf } from '@headrace/events';
import type { ShardWriter } from '@headrace/events/jetstream';

/** So many are handed to the writer together. */
const AT_ONCE = 256;

export type Load = {
  /** By command, the position that its append was answered with. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Resolves with how often the writer had to find out what had landed. */
  end(): Promise<number>;
};

/** Appends without a pause, and goes on after every failure, as an orchestrator does. */
export function beginLoad(writer: ShardWriter, shard: string): Load {
  const acknowledged = new Map<string, number>();
  let recoveries = 0;
  let isOver = false;
  let sent = 0;
  const append = async () => {
    const id = `c${sent++}`;
    const position = await writer.append(`evt.${shard}.main.plan.p`, commit(id), { 'Headrace-Command': id });
    acknowledged.set(id, position);
  };
  const run = async () => {
    while (!isOver) {
      const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, append));
      if (outcomes.every(({ status }) => status === 'fulfilled')) continue;
      recoveries++;
      const { steppedDown } = await writer.recover();
      if (steppedDown) throw new Error('somebody else has written');
    }
  };
  const running = run();
  return {
    acknowledged,
    end: async () => {
      isOver = true;
      await running;
      writer.close();
      return recoveries;
    },
  };
}

const commit = (id: string): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      ...{ v: 1, engine: '1', org: 'main', rev: 1, at: instantOf(0), prev: NO_COMMIT },
      command: { id, type: 'ResumePlan', actor: 'admin:local', planId: 'p' },
      events: [{ type: 'PlanResumed', planId: 'p' }],
    }),
  );
