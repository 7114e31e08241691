import { CommandRequest, OrgId, type CommandAnswer } from '@headrace/events';
import { COMMAND_SUBJECT, inboxPrefixOf } from '@headrace/events/jetstream';
import { Controller, Inject, type INestApplication } from '@nestjs/common';
import {
  MessagePattern,
  Payload,
  RpcException,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { callerOf } from '../auth/admit.ts';
import type { Tokens } from '@headrace/events/token';
import { ProblemError, problemDocument } from '../http/problem.ts';
import { problemsOf } from '../http/zod.problems.ts';
import type { Settings } from '../settings.ts';
import type { Directory } from '../org/directory.ts';
import { DIRECTORY, SUBMITTER, TOKENS } from '../tokens.ts';
import { askWriter } from './command.relay.ts';
import { newId, type Asking, type Submitter } from './submitter.ts';

const Message = z.object({
  token: z.string().default(''),
  /** For the admin and for reactors, whose tokens name none. */
  org: OrgId.optional(),
  correlation: z.string().max(200).optional(),
  commands: z.array(CommandRequest).max(10_000),
});

/** Nest's own would leave what is no message of its kind without an answer. */
const deserializer = {
  deserialize(message: { json(): unknown }) {
    const given = envelopeIn(message);
    return { pattern: COMMAND_SUBJECT, id: given?.id ?? '', data: given ? given.data : NOT_JSON };
  },
};

const NOT_JSON = Symbol('not JSON');
const Envelope = z.object({ id: z.unknown().optional(), data: z.unknown().optional() });

function envelopeIn(message: { json(): unknown }): z.infer<typeof Envelope> | null {
  try {
    return Envelope.safeParse(message.json()).data ?? { id: '', data: null };
  } catch {
    return null;
  }
}

/** The same commands by request/reply: `{pattern: 'hr.commands', id, data: {token, org?, commands}}`. */
@Controller()
export class CommandNats {
  constructor(
    @Inject(SUBMITTER) private readonly submitter: Submitter,
    @Inject(TOKENS) private readonly tokens: Tokens,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Answers in order; what is wrong with the message itself comes as an error that is a problem document. */
  @MessagePattern(COMMAND_SUBJECT)
  async submit(@Payload() payload: unknown): Promise<CommandAnswer[]> {
    try {
      return await this.#answer(payload);
    } catch (thrown) {
      const problem =
        thrown instanceof ProblemError ? thrown : new ProblemError('INTERNAL', 'It could not be decided');
      throw new RpcException(problemDocument(problem));
    }
  }

  async #answer(payload: unknown): Promise<CommandAnswer[]> {
    if (payload === NOT_JSON) throw new ProblemError('JSON_INVALID', 'The message is not JSON');
    // the token first: who may not ask is not told how to
    const caller = callerOf((payload as { token?: unknown } | null)?.token, this.tokens, Date.now());
    const parsed = Message.safeParse(payload);
    if (!parsed.success) {
      const problems = problemsOf(parsed.error);
      throw new ProblemError('BODY_INVALID', `${problems[0]?.path}: ${problems[0]?.message}`, { problems });
    }
    const { org: named, commands, correlation = randomUUID() } = parsed.data;
    const asking = { caller, correlation, org: this.submitter.orgFor(caller, named), id: newId() };
    const answers = await this.#decided(asking, commands);
    const { token } = parsed.data;
    return answers ?? askWriter(() => this.directory.writerOf(asking.org), { ...asking, token, commands });
  }

  /** Null: another orchestrator writes this org. */
  async #decided(asking: Asking, commands: readonly CommandRequest[]): Promise<CommandAnswer[] | null> {
    if ((await this.directory.livesHere(asking.org)) === false) return null;
    try {
      return await this.submitter.answerAll(asking, commands);
    } catch (thrown) {
      if (thrown instanceof ProblemError && thrown.code === 'STEPPED_DOWN') return null;
      throw thrown;
    }
  }
}

/** As the broker's own connection is made: user and password may stand in the url. */
function connectionOf({ url, user, password }: Settings['nats']) {
  const places = url.split(',').map((one) => new URL(one.trim()));
  const name = user ?? decodeURIComponent(places[0]?.username ?? '');
  const pass = password ?? decodeURIComponent(places[0]?.password ?? '');
  const servers = places.map(({ host }) => host);
  return name === '' ? { servers } : { servers, user: name, pass, inboxPrefix: inboxPrefixOf(name) };
}

/** One of several orchestrators gets each message, of whatever shard; one that does not write the org passes it on. */
export async function listenForCommands(app: INestApplication, { nats, id }: Settings): Promise<void> {
  app.connectMicroservice<MicroserviceOptions>({
    transport: Transport.NATS,
    options: {
      ...connectionOf(nats),
      queue: 'orchestrator',
      name: `orchestrator ${id} commands`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      waitOnFirstConnect: true,
      ignoreAuthErrorAbort: true,
      deserializer,
    },
  });
  await app.startAllMicroservices();
}
