import type { Actor, Command, CommandAnswer, CommandRequest, Facts, OrgId } from '@headrace/events';
import { COMMAND_SUBJECT } from '@headrace/events/jetstream';
import type { LogHost } from './log.host.ts';
import type { TestShard } from './shard.ts';

type Message = { id: string; data: { token: string; org: OrgId; commands: CommandRequest[] } };

/** Takes commands by request/reply, decides with the engine, and appends: an orchestrator, less its edges. */
export function takeCommands(
  shard: TestShard,
  host: LogHost,
  factsFor: (command: Command) => Facts,
): { readonly taken: readonly (CommandRequest & { token: string })[]; stop(): void } {
  const taken: (CommandRequest & { token: string })[] = [];
  let turn = Promise.resolve();
  const { nc } = shard.broker;

  const answerTo = async ({ data: { token, org, commands } }: Message): Promise<CommandAnswer[]> => {
    const answers: CommandAnswer[] = [];
    for (const request of commands) {
      taken.push({ ...request, token });
      const before = host.log.length;
      answers.push(answerOf(host, org, request, factsFor(request.command)));
      await shard.append(host.log.slice(before));
    }
    return answers;
  };
  const subscription = nc.subscribe(COMMAND_SUBJECT, {
    callback: (_, msg) => {
      const message = msg.json<Message>();
      turn = turn.then(async () => {
        const response = await answerTo(message);
        msg.respond(JSON.stringify({ response, isDisposed: true, id: message.id }));
      });
    },
  });
  return { taken, stop: () => subscription.unsubscribe() };
}

function answerOf(host: LogHost, org: OrgId, { id, command }: CommandRequest, facts: Facts): CommandAnswer {
  const at = new Date().toISOString() as NonNullable<Facts['servingSince']>;
  const stamp = { id: id!, at, facts, actor: 'reactor:planner' as Actor };
  try {
    const events = host.send(org, command, stamp).map(({ type }) => type);
    return { ok: true, id: id!, position: events.length > 0 ? host.log.length : null, events };
  } catch (refusal) {
    const detail = (refusal as Error).message;
    const code = /: ([A-Z_]+) /.exec(detail)?.[1] ?? 'INTERNAL';
    const problem = { type: 'about:blank', title: code, status: 409, code, detail, hint: '' };
    return { ok: false, id: id!, problem };
  }
}
