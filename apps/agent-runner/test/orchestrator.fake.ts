import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ClaimRequest,
  CommandRequest,
  Heartbeat,
  IdleRunner,
  LandingClaimRequest,
  LogChunk,
  LogLine,
  ProposalCheck,
  ProposalFile,
  RegisterRunner,
  type Assignment,
  type Command,
  type Control,
  type LandingAssignment,
  type ProblemDocument,
} from '@headrace/events';

type Received = { readonly id: string; readonly token: string; readonly command: Command };
type Answer = { readonly status: number; readonly body: unknown };
type Refusal = { readonly status: number; readonly code: string };

/** An orchestrator at the wire: it validates what a runner sends, remembers it, and says what a test wants. */
export type FakeOrchestrator = {
  readonly url: string;
  readonly port: number;
  readonly commands: Received[];
  readonly heartbeats: Heartbeat[];
  readonly registrations: unknown[];
  /** The paths of all questions for work, in the order in which they came. */
  readonly questions: string[];
  readonly evidence: Map<string, Buffer>;
  /** The texts that were to be checked. */
  readonly proposals: string[];
  /** What was wrong with a request; must stay empty. */
  readonly faults: string[];
  offer(assignment: Assignment): void;
  offerLanding(landing: LandingAssignment): void;
  tell(control: Control): void;
  /** Answers this command with a refusal from now on. */
  refuse(type: Command['type'], refusal: Refusal): void;
  /** Finds this wrong with the next proposal; any other is taken as the JSON that it is. */
  faultProposal(problem: NonNullable<ProblemDocument['problems']>[number]): void;
  /** The events that the command's answer names; default: one of the command's name. */
  answer(type: Command['type'], events: readonly string[]): void;
  /** Drops every connection until `up` is called. */
  down(): void;
  up(): void;
  log(attemptId: string): LogLine[];
  of<T extends Command['type']>(type: T): Extract<Command, { type: T }>[];
  /** Resolves with the first command of this type. */
  received<T extends Command['type']>(type: T): Promise<Extract<Command, { type: T }>>;
  /** Resolves when the condition holds; looks after every request. */
  until(what: string, condition: () => boolean): Promise<void>;
  close(): Promise<void>;
};

export const REGISTRATION_TOKEN = 'registration-token';
const RUNNER_TOKEN = 'runner-token-of-the-fake';

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export async function fakeOrchestrator({ leaseMs = 3000, port = 0 } = {}): Promise<FakeOrchestrator> {
  const commands: Received[] = [];
  const heartbeats: Heartbeat[] = [];
  const registrations: unknown[] = [];
  const questions: string[] = [];
  const evidence = new Map<string, Buffer>();
  const proposals: string[] = [];
  const proposalFaults: unknown[] = [];
  const faults: string[] = [];
  const offers: Assignment[] = [];
  const landings: LandingAssignment[] = [];
  const controls: Control[] = [];
  const channels = new Set<ServerResponse>();
  const refusals = new Map<string, Refusal>();
  const answers = new Map<string, readonly string[]>();
  const logs = new Map<string, string[]>();
  const accepted = new Map<string, { hash: string; answer: Answer }>();
  const waiting = new Set<() => void>();
  const clocks = new Set<NodeJS.Timeout>();
  let isDown = false;

  const changed = () => {
    for (const look of [...waiting]) look();
  };

  const until = (what: string, condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(look);
        const seen = commands.map(({ command }) => JSON.stringify(command).slice(0, 300)).join('\n');
        reject(new Error(`never: ${what}\ncommands:\n${seen}\nfaults: ${faults.join('\n')}`));
      }, 50_000); // ends a test that hangs, with what it has seen
      const look = () => {
        if (!condition()) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });

  const may = (request: IncomingMessage, tokens: (token: string) => boolean) => {
    const token = String(request.headers['x-auth-token'] ?? '');
    if (!tokens(token)) throw new Refused({ status: 401, code: 'TOKEN_INVALID' });
    return token;
  };
  const isRunner = (token: string) => token === RUNNER_TOKEN;

  async function poll<T>(waitMs: number, take: () => T | null, gone: () => boolean): Promise<T | null> {
    const first = take();
    if (first !== null) return first;
    return new Promise((resolve) => {
      const end = (value: T | null) => {
        clearTimeout(clock);
        waiting.delete(look);
        resolve(value);
      };
      const look = () => {
        if (gone()) return end(null);
        const found = take();
        if (found !== null) end(found);
      };
      const clock = setTimeout(() => end(null), waitMs);
      clocks.add(clock);
      waiting.add(look);
    });
  }

  function command(token: string, body: unknown): Answer {
    const request = CommandRequest.parse(body);
    const id = request.id ?? 'none';
    commands.push({ id, token, command: request.command });
    const refusal = refusals.get(request.command.type);
    if (refusal) throw new Refused(refusal);
    const hash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const before = accepted.get(id);
    if (before && before.hash !== hash) {
      faults.push(`${id} came with another content`);
      throw new Refused({ status: 409, code: 'COMMAND_ID_REUSED' });
    }
    for (const [ref] of JSON.stringify(request).matchAll(/"sha256":"([0-9a-f]{64})"/g))
      if (!evidence.has(ref.slice(10, 74))) faults.push(`${id} names evidence that is not there`);
    const events = answers.get(request.command.type) ?? [eventOf(request.command.type)];
    const answer = { status: 200, body: { ok: true, id, position: commands.length, events: [...events] } };
    accepted.set(id, { hash, answer });
    return answer;
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const bytes = await bodyOf(request);
    const json = () => JSON.parse(bytes.toString('utf8')) as unknown;
    const gone = () => response.destroyed || request.socket.destroyed;
    if (path === '/runners') {
      may(request, (token) => token === REGISTRATION_TOKEN);
      const offer = RegisterRunner.omit({ type: true }).parse(json());
      registrations.push(offer);
      const heartbeatMs = Math.floor(leaseMs / 3);
      return {
        status: 201,
        body: { runnerId: offer.runnerId, org: 'main', token: RUNNER_TOKEN, leaseMs, heartbeatMs },
      };
    }
    if (path.endsWith('/heartbeat')) {
      may(request, isRunner);
      heartbeats.push(Heartbeat.parse(json()));
      return { status: 200, body: { control: controls } };
    }
    if (path.endsWith('/control')) {
      may(request, isRunner);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      channels.add(response);
      return null;
    }
    if (path.endsWith('/idle')) {
      may(request, isRunner);
      questions.push(path);
      const { slots, waitMs } = IdleRunner.parse(json());
      const take = () => {
        if (offers.length + landings.length + controls.length === 0) return null;
        return { attempts: offers.splice(0, slots), landing: landings.shift() ?? null, control: controls };
      };
      const nothing = { attempts: [], landing: null, control: [] };
      return { status: 200, body: (await poll(waitMs, take, gone)) ?? nothing };
    }
    if (path === '/tasks/claim') {
      may(request, isRunner);
      questions.push(path);
      const { slots, waitMs } = ClaimRequest.parse(json());
      const take = () => (offers.length > 0 ? offers.splice(0, slots) : null);
      return { status: 200, body: { attempts: (await poll(waitMs, take, gone)) ?? [] } };
    }
    if (path === '/changes/claim') {
      may(request, isRunner);
      questions.push(path);
      const { waitMs } = LandingClaimRequest.parse(json());
      return { status: 200, body: { landing: await poll(waitMs, () => landings.shift() ?? null, gone) } };
    }
    if (path === '/tasks/update' || path === '/changes/update')
      return command(
        may(request, (token) => /-token$/.test(token)),
        json(),
      );
    if (path === '/tasks/proposal') {
      may(request, (token) => /-token$/.test(token));
      const { text } = ProposalCheck.parse(json());
      proposals.push(text);
      const fault = proposalFaults.shift();
      if (fault)
        return {
          status: 422,
          body: { ...problem({ status: 422, code: 'EDIT_INVALID' }), problems: [fault] },
        };
      const { note, tasks } = ProposalFile.parse(JSON.parse(text));
      return { status: 200, body: { note, children: tasks } };
    }
    if (path === '/tasks/log') {
      may(request, (token) => /-token$/.test(token));
      const chunk = LogChunk.parse(json());
      const stored = logs.get(chunk.attemptId) ?? [];
      logs.set(chunk.attemptId, stored);
      if (chunk.firstLine === stored.length) stored.push(...chunk.lines);
      return { status: 200, body: { nextLine: stored.length } };
    }
    if (path.startsWith('/evidence/')) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (!path.endsWith(digest)) faults.push(`${path} is not its digest`);
      evidence.set(digest, bytes);
      return { status: 200, body: { sha256: digest, bytes: bytes.length, mediaType: 'x/y' } };
    }
    faults.push(`${request.method} ${path}`);
    throw new Refused({ status: 404, code: 'NOT_FOUND' });
  }

  const server = createServer((request, response) => {
    if (isDown) {
      request.socket.destroy();
      return;
    }
    route(request, response)
      .catch((error: unknown): Answer => {
        if (!(error instanceof Refused)) faults.push(`${request.method} ${request.url}: ${String(error)}`);
        const refusal = error instanceof Refused ? error.refusal : { status: 400, code: 'BODY_INVALID' };
        return { status: refusal.status, body: problem(refusal) };
      })
      .then((answer) => {
        if (isDown) request.socket.destroy();
        else if (answer) send(response, answer);
        changed();
      })
      .catch((error: unknown) => faults.push(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;

  const of = <T extends Command['type']>(type: T) =>
    commands.flatMap(({ command: each }) =>
      each.type === type ? [each as Extract<Command, { type: T }>] : [],
    );

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    commands,
    heartbeats,
    registrations,
    questions,
    evidence,
    proposals,
    faults,
    offer(assignment) {
      offers.push(assignment);
      changed();
    },
    offerLanding(landing) {
      landings.push(landing);
      changed();
    },
    tell(control) {
      controls.push(control);
      for (const channel of channels) channel.write(`data: ${JSON.stringify(control)}\n\n`);
    },
    refuse: (type, refusal) => void refusals.set(type, refusal),
    faultProposal: (fault) => void proposalFaults.push(fault),
    answer: (type, events) => void answers.set(type, events),
    down() {
      isDown = true;
      server.closeAllConnections();
    },
    up() {
      isDown = false;
    },
    log: (attemptId) => (logs.get(attemptId) ?? []).map((line) => LogLine.parse(JSON.parse(line))),
    of,
    async received(type) {
      await until(`a ${type}`, () => of(type).length > 0);
      return of(type)[0]!;
    },
    until,
    close: () =>
      new Promise((resolve) => {
        for (const clock of clocks) clearTimeout(clock);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const eventOf = (type: string): string => (type === 'PrepareLanding' ? 'LandingPrepared' : `${type}Accepted`);

const problem = ({ status, code }: Refusal) => ({
  type: `urn:headrace:${code}`,
  title: code,
  status,
  code,
  detail: 'as the test wants it',
  hint: '',
});

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
