/**
 * An ACP agent without a model, for tests: the prompt holds what it is to do, one JSON object a line, between
 * ```headrace and ```. In later turns it does what stands under ```headrace:2, ```headrace:3 of the first prompt.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type AgentContext,
  type SessionUpdate,
  type StopReason,
} from '@agentclientprotocol/sdk';

type Step = {
  say?: string;
  think?: string;
  plan?: string[];
  write?: string;
  text?: string;
  lines?: number;
  remove?: string;
  sh?: string;
  ask?: string;
  path?: string;
  flood?: number;
  detach?: string;
  hang?: boolean;
  exit?: number;
  fail?: { code: number; message: string; data?: unknown };
  stop?: StopReason;
  odd?: boolean;
  echo?: string;
};
type Session = { cwd: string; first: string; turn: number; abort: AbortController };

const sessions = new Map<string, Session>();

const stepsOf = (text: string, turn: number): Step[] => {
  const fence = turn === 1 ? '```headrace\n' : `\`\`\`headrace:${turn}\n`;
  const from = text.indexOf(fence);
  if (from < 0) return [];
  const body = text.slice(from + fence.length, text.indexOf('\n```', from + fence.length));
  return body.split('\n').map((line) => JSON.parse(line) as Step);
};

class Performer {
  readonly #session: Session;
  readonly #update: (update: SessionUpdate) => Promise<void>;
  readonly #client: AgentContext;
  readonly #sessionId: string;
  #n = 0;

  constructor(client: AgentContext, sessionId: string, session: Session) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#session = session;
    this.#update = (update) => client.notify(methods.client.session.update, { sessionId, update });
  }

  async perform(step: Step, prompt: string): Promise<StopReason | null> {
    const { cwd, abort } = this.#session;
    const toolCallId = `call-${++this.#n}`;
    if (step.say !== undefined) await this.#say('agent_message_chunk', step.say);
    if (step.think) await this.#say('agent_thought_chunk', step.think);
    if (step.plan)
      await this.#update({
        sessionUpdate: 'plan',
        entries: step.plan.map((content) => ({ content, priority: 'medium', status: 'pending' })),
      });
    if (step.odd) await this.#update({ sessionUpdate: 'from_the_future', x: 1 } as unknown as SessionUpdate);
    if (step.echo) writeFileSync(resolve(cwd, step.echo), prompt);
    if (step.ask) {
      const answer = await this.#ask(step.ask, toolCallId, step.path);
      if (answer !== 'yes') return answer === 'cancelled' ? 'cancelled' : null;
    }
    if (step.write) await this.#write(step.write, step, toolCallId);
    if (step.remove) rmSync(resolve(cwd, step.remove), { recursive: true });
    if (step.sh) await this.#shell(step.sh, toolCallId);
    if (step.detach)
      spawn('setsid', ['bash', '-c', step.detach], { cwd, stdio: 'ignore', detached: true }).unref();
    for (let n = 0; n < (step.flood ?? 0); n++)
      await this.#say('agent_message_chunk', `${'x'.repeat(1000)}\n`);
    if (step.hang) await new Promise((done) => abort.signal.addEventListener('abort', done));
    if (step.exit !== undefined) {
      process.stderr.write('about to go\n');
      await sleep(20);
      process.exit(step.exit);
    }
    if (step.fail) throw new RequestError(step.fail.code, step.fail.message, step.fail.data);
    return step.stop ?? (abort.signal.aborted ? 'cancelled' : null);
  }

  #say(sessionUpdate: 'agent_message_chunk' | 'agent_thought_chunk', text: string) {
    return this.#update({ sessionUpdate, content: { type: 'text', text } });
  }

  async #ask(title: string, toolCallId: string, path?: string): Promise<'yes' | 'no' | 'cancelled'> {
    const { outcome } = await this.#client.request(methods.client.session.requestPermission, {
      sessionId: this.#sessionId,
      toolCall: { toolCallId, title, kind: 'edit', ...(path ? { locations: [{ path }] } : {}) },
      options: [
        { optionId: 'proceed_once', name: 'Allow', kind: 'allow_once' },
        { optionId: 'never', name: 'Reject', kind: 'reject_once' },
      ],
    });
    if (outcome.outcome !== 'selected') return 'cancelled';
    return outcome.optionId === 'proceed_once' ? 'yes' : 'no';
  }

  async #write(name: string, step: Step, toolCallId: string): Promise<void> {
    const path = resolve(this.#session.cwd, name);
    const text = step.lines
      ? Array.from({ length: step.lines }, (_, n) => `line ${n}\n`).join('')
      : step.text;
    const call = { toolCallId, title: `Write ${name}`, kind: 'edit' as const, locations: [{ path }] };
    await this.#update({ sessionUpdate: 'tool_call', ...call, status: 'in_progress' });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text ?? '');
    await this.#update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' });
  }

  async #shell(command: string, toolCallId: string): Promise<void> {
    const child = spawn('bash', ['-c', command], { cwd: this.#session.cwd });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((done) => child.on('close', done));
    await this.#update({
      sessionUpdate: 'tool_call_update',
      toolCallId,
      title: command,
      kind: 'execute',
      status: code === 0 ? 'completed' : 'failed',
      content: [{ type: 'content', content: { type: 'text', text: output.slice(-2000) } }],
    });
  }
}

const app = agent({ name: 'scripted' })
  .onRequest(methods.agent.initialize, () => ({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'scripted', version: '1.2.3' },
    agentCapabilities: {},
  }))
  .onRequest(methods.agent.session.new, ({ params }) => {
    const sessionId = `s${sessions.size}`;
    sessions.set(sessionId, { cwd: params.cwd, first: '', turn: 0, abort: new AbortController() });
    return { sessionId };
  })
  .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.abort.abort())
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const session = sessions.get(params.sessionId);
    if (!session) throw new RequestError(-32002, 'unknown session');
    const text = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
    session.turn += 1;
    if (session.turn === 1) session.first = text;
    const journal = process.env['AGENT_JOURNAL'];
    if (journal) appendFileSync(journal, `${JSON.stringify({ turn: session.turn, text })}\n`);
    const performer = new Performer(client, params.sessionId, session);
    for (const step of stepsOf(session.first, session.turn)) {
      const stopReason = await performer.perform(step, text);
      if (stopReason) return { stopReason };
    }
    return { stopReason: 'end_turn' };
  });

const connection = app.connect(
  ndJsonStream(
    Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
    Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
  ),
);
void connection.closed.then(() => process.exit(0));
