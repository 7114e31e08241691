import { Readable, Transform, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  client,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type AnyMessage,
  type ClientConnection,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { stepMsOf } from '../attempt/stop.ts';
import { VERSION } from '../config/version.ts';
import { cutLines } from '../log/lines.ts';
import { start, NotStarted, type Child } from '../process/child.ts';
import { environmentOf, makeHome } from '../process/environment.ts';
import type { Limits, LogSink, Session, SessionOptions, Turn } from './agent.ts';
import {
  EDITING,
  limitsIn,
  outside,
  pathsOf,
  planLine,
  speechOf,
  systemErrorIn,
  toolLine,
  Update,
  type Tool,
} from './acp.updates.ts';
import { AttemptFailure, failureOf, troubleIn } from './failure.ts';
import { speechTo } from './speech.ts';
import { watchdog } from './watchdog.ts';

/** An agent that hangs while it starts is not worth more. */
const OPEN_MS = 120_000;
/** For an agent that has gone to say how it ended. */
const EXIT_MS = 1000;
const STDERR_CHARS = 4000;
const SAID_CHARS = 64 * 1024;

const Notification = z.looseObject({ update: Update });

/** Starts an agent that speaks ACP on stdio and opens a session in the workspace. Errors: AttemptFailure. */
export async function openAcpSession(words: readonly string[], options: SessionOptions): Promise<Session> {
  const { cwd, home, tmp, mark, sandbox, readable, variables, pass, log } = options;
  await makeHome({ mark, home, tmp });
  const env = environmentOf({ mark, home, tmp, extra: variables, pass });
  const inside = sandbox.wrap(words, { cwd, writable: [cwd, home, tmp], readable });
  const child = await start({ words: inside, cwd, env, mark }).catch((error: unknown) => {
    if (!(error instanceof NotStarted)) throw error;
    throw new AttemptFailure('infrastructure', `AGENT_NOT_FOUND: agent ${options.agent}: ${error.message}`);
  });
  const talk = new Conversation(child, options, log);
  try {
    const version = await talk.open();
    return { version, prompt: (text, limits) => talk.prompt(text, limits), close: () => talk.close() };
  } catch (error) {
    await talk.close();
    throw error;
  }
}

class Conversation {
  readonly #child: Child;
  readonly #options: SessionOptions;
  readonly #log: LogSink;
  readonly #connection: ClientConnection;
  readonly #tools = new Map<string, Tool>();
  readonly #speech;
  readonly #trespasses = new Set<string>();
  #sessionId = '';
  #said = '';
  #stderr = '';
  #isTroubled = false;
  /** What the agent last said of its limits beside its words. */
  #limits: unknown = null;
  #isCancelled = false;
  #heard: () => void = () => undefined;

  constructor(child: Child, options: SessionOptions, log: LogSink) {
    this.#child = child;
    this.#options = options;
    this.#log = log;
    this.#speech = speechTo(log);
    this.#readStderr();
    const app = client({ name: 'headrace-runner' }).onRequest(
      methods.client.session.requestPermission,
      ({ params }) => this.#answer(params),
    );
    // the SDK reads as fast as it can: so the bytes wait here until the log has room
    const paced = child.stdout.pipe(pacedBy(log));
    const { readable, writable } = ndJsonStream(
      Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
      Readable.toWeb(paced) as ReadableStream<Uint8Array>,
    );
    this.#connection = app.connect({ writable, readable: readable.pipeThrough(this.#updatesAside()) });
  }

  /** Updates are read here: the SDK drops those of a kind that it does not know, and complains on the console. */
  #updatesAside(): TransformStream<AnyMessage, AnyMessage> {
    return new TransformStream({
      transform: (message, stream) => {
        if (!('method' in message) || message.method !== methods.client.session.update)
          return stream.enqueue(message);
        const { success, data } = Notification.safeParse(message.params);
        if (success) this.#hear(data.update);
      },
    });
  }

  async open(): Promise<string> {
    const { agent } = this.#connection;
    const limits = { signal: this.#options.signal, wallMs: OPEN_MS, idleMs: OPEN_MS };
    const greeting = agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'headrace-runner', version: VERSION },
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    });
    const { agentInfo } = await this.#within(greeting, limits);
    const place = agent.request(methods.agent.session.new, { cwd: this.#options.cwd, mcpServers: [] });
    this.#sessionId = (await this.#within(place, limits)).sessionId;
    return agentInfo ? `${agentInfo.name} ${agentInfo.version}`.slice(0, 200) : '';
  }

  async prompt(text: string, limits: Limits): Promise<Turn> {
    this.#said = '';
    this.#isTroubled = false;
    const answer = this.#connection.agent.request(methods.agent.session.prompt, {
      sessionId: this.#sessionId,
      prompt: [{ type: 'text', text }],
    });
    const { stopReason } = await this.#within(answer, { ...limits, idleMs: this.#options.idleMs }).finally(
      () => this.#speech.pause(),
    );
    if (stopReason === 'refusal') throw new AttemptFailure('refused', 'The agent refused the task.');
    if (this.#isTroubled && troubleIn(this.#said))
      throw failureOf({ message: this.#said.slice(-1500), data: this.#limits, now: Date.now() });
    return { stopReason, text: this.#said, trespasses: [...this.#trespasses] };
  }

  async close(): Promise<void> {
    this.#isCancelled = true;
    this.#speech.pause();
    await this.#child.stop(stepMsOf(this.#options.signal));
    this.#connection.close();
  }

  /** One request, until its answer, the agent's end, silence, the limit, or the signal. */
  async #within<T>(answer: Promise<T>, limits: Limits & { idleMs: number }): Promise<T> {
    const dog = watchdog(limits);
    this.#heard = dog.pat;
    answer.catch(() => undefined);
    try {
      return await Promise.race([answer, dog.bites]);
    } catch (error) {
      if (error === dog.reason()) await this.#cancel(answer);
      throw error === dog.reason() ? error : await this.#failure(error);
    } finally {
      dog.stop();
    }
  }

  /** From here on every permission is answered with `cancelled`: some agents wait for that before they stop. */
  async #cancel(answer: Promise<unknown>): Promise<void> {
    this.#isCancelled = true;
    if (!this.#sessionId) return;
    const cancel = { sessionId: this.#sessionId };
    await this.#connection.agent.notify(methods.agent.session.cancel, cancel).catch(() => undefined);
    await Promise.race([
      answer.catch(() => undefined),
      this.#child.exited,
      sleep(stepMsOf(this.#options.signal)),
    ]);
  }

  async #failure(error: unknown): Promise<AttemptFailure> {
    const { message, data, code: number } = error as { code?: unknown; message: string; data?: unknown };
    const code = typeof number === 'number' ? number : undefined; // of JSON-RPC, not one like EPIPE
    const exit = await Promise.race([this.#child.exited, sleep(EXIT_MS, null)]);
    const symptoms = {
      ...(code === undefined ? {} : { code }),
      data: this.#symptomsWith(data),
      now: Date.now(),
    };
    const end = this.#stderr.trim().split('\n').slice(-5).join('\n');
    if (!exit || code !== undefined) return failureOf({ ...symptoms, message: message || String(error) });
    const how = exit.signal ? `was killed by ${exit.signal}` : `exited with code ${exit.code}`;
    return failureOf({ ...symptoms, message: `The agent ${how}. ${end}` });
  }

  /** The error's own fields, and what an update said of the limits before it. */
  #symptomsWith(data: unknown): unknown {
    if (this.#limits === null) return data;
    return typeof data === 'object' && data !== null ? { limits: this.#limits, ...data } : this.#limits;
  }

  #hear(update: Update): void {
    this.#heard();
    this.#limits = limitsIn(update) ?? this.#limits;
    if (systemErrorIn(update)) this.#isTroubled = true;
    const speech = speechOf(update);
    if (speech) {
      if (speech.t === 'says') this.#said = (this.#said + speech.text).slice(-SAID_CHARS);
      return this.#speech.say(speech.t, speech.text);
    }
    const line = toolLine(this.#tools, update, this.#options.cwd) ?? planLine(update);
    if (!line) return;
    this.#speech.pause();
    this.#log.write(line);
    const tool = this.#tools.get(line.toolId ?? '');
    if (!tool?.path || tool.status !== 'completed' || !EDITING.has(tool.kind)) return;
    for (const path of this.#outside([tool.path, ...pathsOf(update)])) this.#trespasses.add(path);
  }

  #outside(paths: readonly string[]): readonly string[] {
    const { cwd, home, tmp } = this.#options;
    return outside(paths, cwd, [cwd, home, tmp]);
  }

  /** Allowed, unless it is about changing something outside the agent's own directories. */
  #answer({ toolCall, options }: RequestPermissionRequest): RequestPermissionResponse {
    this.#heard();
    const call = Update.parse({ ...toolCall, sessionUpdate: 'tool_call_update' });
    const trespasses = EDITING.has(toolCall.kind ?? '') ? this.#outside(pathsOf(call)) : [];
    const wanted = trespasses.length > 0 ? ['reject_once', 'reject_always'] : ['allow_once', 'allow_always'];
    const option = wanted.map((kind) => options.find((each) => each.kind === kind)).find((found) => !!found);
    const verdict =
      trespasses.length > 0 ? `denied: ${trespasses.join(', ')} lies outside the workspace` : 'allowed';
    this.#speech.pause();
    const decision = option && !this.#isCancelled ? verdict : 'cancelled';
    this.#log.write({ t: 'asks', text: `${toolCall.title ?? toolCall.toolCallId}: ${decision}` });
    if (!option || this.#isCancelled) return { outcome: { outcome: 'cancelled' } };
    return { outcome: { outcome: 'selected', optionId: option.optionId } };
  }

  #readStderr(): void {
    const cutter = cutLines((line) => {
      this.#stderr = `${this.#stderr}${line}\n`.slice(-STDERR_CHARS);
      this.#log.write({ t: 'out', text: line });
    });
    void (async () => {
      for await (const chunk of this.#child.stderr as AsyncIterable<Buffer>) {
        this.#heard();
        cutter.push(chunk);
        await this.#log.ready();
      }
      cutter.end();
    })().catch(() => undefined);
  }
}

function pacedBy(log: LogSink): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      log.ready().then(() => setImmediate(() => done(null, chunk)), done);
    },
  });
}
