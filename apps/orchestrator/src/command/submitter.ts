import { decide } from '@headrace/engine';
import {
  CommandId,
  instantOf,
  type Command,
  type CommandAnswer,
  type CommandRequest,
  type OrgId,
  type Refusal,
  type Stamped,
} from '@headrace/events';
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { orgOf } from '../auth/admit.ts';
import { maySend } from '../auth/permission.ts';
import type { Caller } from '@headrace/events/token';
import type { AcceptedAnswer } from '../http/parts.ts';
import { ProblemError, problemDocument, problemOf, refused, type ProblemLike } from '../http/problem.ts';
import type { Shard } from '../shard/shard.ts';
import { submissionOf, type Accepted, type Outcome, type Sender } from '../shard/submission.ts';

/** Who asks, for which org, tied to what. */
export type Asking = {
  readonly caller: Caller;
  readonly org: OrgId;
  readonly correlation: string;
  /** Makes a repetition of the same request harmless: the header Idempotency-Key, or a new one. */
  readonly id: CommandId;
};

/** From requests to commands: whose, for which org, allowed or not. */
export class Submitter {
  readonly #shard: Pick<Shard, 'submit' | 'look'>;
  readonly #org: OrgId;

  constructor(shard: Pick<Shard, 'submit' | 'look'>, standardOrg: OrgId) {
    this.#shard = shard;
    this.#org = standardOrg;
  }

  askingOf({ caller, request }: { caller: Caller; request: FastifyRequest }): Asking {
    const { headers, correlation } = request;
    return {
      caller,
      correlation,
      org: orgOf(caller, headers['x-org'], this.#org),
      id: idFrom(headers['idempotency-key']),
    };
  }

  /** For messages, whose org stands in the payload. */
  orgFor = (caller: Caller, named: string | undefined): OrgId => orgOf(caller, named, this.#org);

  /** One command of a request. Throws ProblemError for everything but success. */
  async send(asking: Asking, command: Command): Promise<AcceptedAnswer> {
    return answerOf(await this.record(asking, { id: asking.id, command }));
  }

  /** One command as its sender has named it. Throws ProblemError. */
  async sendRequest(asking: Asking, request: CommandRequest): Promise<AcceptedAnswer> {
    return answerOf(await this.record(asking, { ...request, id: request.id ?? asking.id }));
  }

  /** The same, with the events themselves. */
  async record(asking: Asking, request: CommandRequest): Promise<Accepted> {
    const outcome = await this.#submit(asking, request);
    if (!outcome.ok) throw refused(outcome.error);
    return outcome.value;
  }

  /**
   * Many, decided in order; each has its own answer. Throws STEPPED_DOWN when one of them has to be asked elsewhere: all
   * of them may, since each has an id.
   */
  async answerAll(asking: Asking, requests: readonly CommandRequest[]): Promise<CommandAnswer[]> {
    const named = requests.map((request, i) => ({
      ...request,
      id: request.id ?? (`${asking.id}.${i}` as CommandId),
    }));
    const answers = await Promise.all(named.map((request) => this.#answer(asking, request)));
    const moved = answers.find((answer) => !answer.ok && answer.problem.code === 'STEPPED_DOWN');
    if (moved) throw new ProblemError('STEPPED_DOWN', 'Another orchestrator writes this shard');
    return answers;
  }

  /** What the decider would say now; nothing is recorded. */
  async rehearse({ caller, org, id }: Asking, command: Command): Promise<Refusal | null> {
    if (!maySend(caller, command)) throw forbidden(caller, command);
    const stamped: Stamped = { ...command, id, actor: caller.actor, at: instantOf(Date.now()) };
    const decided = await this.#shard.look(org, (state) => decide(stamped, state));
    return decided.ok ? null : decided.error;
  }

  async #answer(asking: Asking, request: CommandRequest & { id: CommandId }): Promise<CommandAnswer> {
    const { id } = request;
    const refuse = (problem: ProblemLike): CommandAnswer => ({
      ok: false,
      id,
      problem: problemDocument(problem, asking.correlation),
    });
    try {
      const outcome = await this.#submit(asking, request);
      return outcome.ok ? answerOf(outcome.value) : refuse(problemOf(outcome.error));
    } catch (thrown) {
      return refuse(
        thrown instanceof ProblemError ? thrown : new ProblemError('INTERNAL', 'It could not be decided'),
      );
    }
  }

  async #submit(asking: Asking, request: CommandRequest): Promise<Outcome> {
    const { caller, org } = asking;
    if (!maySend(caller, request.command)) throw forbidden(caller, request.command);
    return this.#shard.submit(org, submissionOf(request, senderOf(asking)));
  }
}

export const senderOf = ({ caller, correlation }: Pick<Asking, 'caller' | 'correlation'>): Sender => ({
  actor: caller.actor,
  correlation,
});

const answerOf = ({ id, position, events }: Accepted): AcceptedAnswer => ({
  ok: true,
  id,
  position,
  events: events.map(({ type }) => type),
});

const forbidden = ({ actor }: Caller, { type }: Command) =>
  new ProblemError('FORBIDDEN', `${actor} may not send ${type}, or not for this one`);

export const newId = (): CommandId => `c-${randomUUID()}` as CommandId;

function idFrom(header: unknown): CommandId {
  if (header === undefined) return newId();
  const parsed = CommandId.safeParse(header);
  // claims derive ids from it, so a little room has to stay
  if (parsed.success && parsed.data.length <= 120) return parsed.data;
  throw new ProblemError('QUERY_INVALID', 'Idempotency-Key is not an id of at most 120 characters', {
    path: 'Idempotency-Key',
  });
}
