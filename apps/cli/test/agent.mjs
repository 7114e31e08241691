// A coding agent that speaks ACP on stdio and misbehaves as its first argument says.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [habit, ...words] = process.argv.slice(2);
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
let cwd = '';

/** What it does when it is prompted; answers why it stopped. */
const habits = {
  works: () => edit(join(cwd, 'works.txt')),
  idles: () => 'end_turn',
  trespasses: () => edit(words[0]),
  dies: () => edit(join(cwd, 'unfinished.txt')) && process.exit(7),
  floods: () => flood(Number(words[0])),
  hangs: () => {
    edit(join(cwd, 'unfinished.txt'));
    spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    return new Promise(() => undefined);
  },
};

/** Tells what it edits, as agents do. */
function edit(path) {
  const call = { toolCallId: 'edit', title: `Write ${path}`, kind: 'edit', locations: [{ path }] };
  update({ sessionUpdate: 'tool_call', ...call, status: 'in_progress' });
  writeFileSync(path, 'written by the agent\n');
  update({ sessionUpdate: 'tool_call_update', toolCallId: 'edit', status: 'completed' });
  return 'end_turn';
}

async function flood(bytes) {
  const text = `${'x'.repeat(999)}\n`.repeat(60);
  for (let sent = 0; sent < bytes; sent += text.length) {
    const isTaken = update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
    if (!isTaken) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  return edit(join(cwd, 'flood.txt'));
}

const update = (what) => say({ method: 'session/update', params: { sessionId: 's', update: what } });

const methods = {
  initialize: () => ({
    protocolVersion: 1,
    agentInfo: { name: 'rogue', version: '1' },
    agentCapabilities: {},
  }),
  'session/new': ({ cwd: given }) => {
    cwd = given;
    return { sessionId: 's' };
  },
  'session/prompt': async () => ({ stopReason: await habits[habit]() }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined && methods[method])
    Promise.resolve(methods[method](params)).then((result) => say({ id, result }));
}
