import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { methods } from '@agentclientprotocol/sdk';

const WORK = path.join(import.meta.dirname, 'work');
const FOLDERS = ['src', 'test', 'tools', 'docs', 'examples', 'config', 'known'];
const PACE = Number(process.env.TMC_PACE ?? 1);
const CONTEXT = 200_000;

/** The turn is over before its work is: somebody cancelled it, or refused what it asked for. */
export class TurnEnded extends Error {
  constructor(stopReason) {
    super(`the turn ended: ${stopReason}`);
    this.stopReason = stopReason;
  }
}

/** What a work file can do in one turn of a session. Each verb shows itself to the client, and ends when it is cancelled. */
export class Turn {
  #client;
  #session;
  #entries = [];
  #calls = 0;

  constructor({ client, session, prompt }) {
    this.#client = client;
    this.#session = session;
    this.prompt = prompt;
  }

  get cwd() {
    return this.#session.cwd;
  }

  /** Counts what is in the conversation: without a model there is no tokenizer, so four characters are one token. */
  hear(text) {
    this.#session.said += text.length;
  }

  gauge() {
    return this.#update({
      sessionUpdate: 'usage_update',
      used: Math.ceil(this.#session.said / 4),
      size: CONTEXT,
    });
  }

  /** Says what it is going to do; the first entry is in progress. */
  async plan(...contents) {
    this.#entries = contents.map((content, at) => ({
      content,
      priority: 'medium',
      status: at === 0 ? 'in_progress' : 'pending',
    }));
    await this.#update({ sessionUpdate: 'plan', entries: this.#entries });
  }

  /** The entry in progress is done, the next one begins. */
  async next() {
    const at = this.#entries.findIndex(({ status }) => status === 'in_progress');
    if (at >= 0) this.#entries[at].status = 'completed';
    if (this.#entries[at + 1]) this.#entries[at + 1].status = 'in_progress';
    await this.#update({ sessionUpdate: 'plan', entries: this.#entries });
    await this.gauge();
    await this.pause(250);
  }

  /** Nothing of what it was going to do is left. */
  async finish() {
    for (const entry of this.#entries) entry.status = 'completed';
    if (this.#entries.length > 0) await this.#update({ sessionUpdate: 'plan', entries: this.#entries });
    await this.gauge();
  }

  /** A message, sent in pieces as a model would. */
  async say(text) {
    for (const piece of text.match(/[^]{1,48}(?:\s|$)|[^]{1,48}/g) ?? []) {
      await this.#chunk('agent_message_chunk', piece);
      await this.pause(15);
    }
    await this.#chunk('agent_message_chunk', '\n\n');
  }

  async think(text) {
    await this.#chunk('agent_thought_chunk', `${text}\n`);
    await this.pause(200);
  }

  /** Milliseconds, at the pace that TMC_PACE sets. */
  async pause(ms) {
    this.#check();
    await sleep(ms * PACE, undefined, { signal: this.#session.abort.signal }).catch(() => this.#check());
  }

  /** The text of a file of the workspace, or null. */
  async read(file) {
    const call = await this.#call(`Read ${file}`, 'read', file);
    const text = await readFile(this.#inside(file), 'utf8').catch(() => null);
    this.hear(text ?? '');
    await this.pause(100);
    await call(text === null ? 'failed' : 'completed');
    return text;
  }

  async write(file, text) {
    const target = this.#inside(file);
    const call = await this.#call(`Write ${file}`, 'edit', file);
    const oldText = await readFile(target, 'utf8').catch(() => null);
    await this.pause(20 + Math.min(text.length / 80, 60));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
    this.hear(text);
    await call('completed', [{ type: 'diff', path: target, oldText, newText: text }]);
  }

  async remove(file) {
    const call = await this.#call(`Remove ${file}`, 'delete', file);
    await rm(this.#inside(file), { force: true });
    await call('completed');
  }

  /** Writes what a folder of `work/` holds, sources first; `only` keeps the paths that begin with it. */
  async writeFrom(folder, only = '') {
    const root = path.join(WORK, folder);
    const found = await readdir(root, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map((entry) => relative(root, entry));
    const rank = (file) => FOLDERS.indexOf(file.split('/')[0]);
    const inOrder = files
      .filter((file) => file.startsWith(only))
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    for (const file of inOrder) await this.write(file, await readFile(path.join(root, file), 'utf8'));
  }

  /** Runs a program in the workspace; `node` is the one that runs the agent. Answers `{code, output}`. */
  async run(...words) {
    const call = await this.#call(words.join(' '), 'execute');
    const { code, output } = await execute(words, this.cwd, this.#session.abort.signal);
    this.#check();
    this.hear(output);
    const text = output.slice(-2000);
    await call(code === 0 ? 'completed' : 'failed', [{ type: 'content', content: { type: 'text', text } }]);
    return { code, output };
  }

  /** Asks whether it may; a refusal ends the turn. */
  async ask(title, kind) {
    const toolCallId = this.#newCall();
    const options = [
      { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
      { optionId: 'no', name: 'Reject', kind: 'reject_once' },
    ];
    const { sessionId } = this.#session;
    const request = { sessionId, toolCall: { toolCallId, title, kind }, options };
    const { outcome } = await this.#client.request(methods.client.session.requestPermission, request);
    this.#check();
    if (outcome.outcome !== 'selected') throw new TurnEnded('cancelled');
    if (outcome.optionId !== 'yes') throw new TurnEnded('refusal');
  }

  #check() {
    if (this.#session.abort.signal.aborted) throw new TurnEnded('cancelled');
  }

  #update(update) {
    const { sessionId } = this.#session;
    return this.#client.notify(methods.client.session.update, { sessionId, update });
  }

  #chunk(sessionUpdate, text) {
    this.#check();
    this.hear(text);
    return this.#update({ sessionUpdate, content: { type: 'text', text } });
  }

  #newCall() {
    this.#calls += 1;
    return `call-${this.#calls}`;
  }

  /** Begins a tool call; answers the function that ends it. */
  async #call(title, kind, file) {
    this.#check();
    const toolCallId = this.#newCall();
    const locations = file ? [{ path: this.#inside(file) }] : [];
    await this.#update({
      sessionUpdate: 'tool_call',
      toolCallId,
      title,
      kind,
      status: 'in_progress',
      locations,
    });
    return (status, content = []) =>
      this.#update({ sessionUpdate: 'tool_call_update', toolCallId, status, content });
  }

  #inside(file) {
    const target = path.resolve(this.cwd, file);
    if (!target.startsWith(this.cwd + path.sep)) throw new Error(`${file} lies outside the workspace`);
    return target;
  }
}

const relative = (root, entry) =>
  path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');

function execute([program, ...args], cwd, signal) {
  const command = program === 'node' ? process.execPath : program;
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
