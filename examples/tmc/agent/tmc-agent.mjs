#!/usr/bin/env node
// A coding agent without a model: it speaks ACP on stdio, recognises its task in the prompt and does what its work file
// says. Everything it does is real: it edits files in the session's directory and runs the repository's own tools.
import { Readable, Writable } from 'node:stream';
import { agent, methods, ndJsonStream, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import { readPrompt } from './prompt.mjs';
import { Turn, TurnEnded } from './turn.mjs';
import { workFor } from './work.mjs';

const sessions = new Map();

function openSession({ params: { cwd } }) {
  const sessionId = `tmc-${process.pid}-${sessions.size + 1}`;
  sessions.set(sessionId, { sessionId, cwd, said: 0, task: null, abort: null });
  return { sessionId };
}

async function answer({ params, client }) {
  const session = sessions.get(params.sessionId);
  if (!session) throw new RequestError(-32002, `there is no session ${params.sessionId}`);
  const text = params.prompt.map((block) => block.text ?? '').join('\n');
  const prompt = readPrompt(text, session.task);
  session.task = prompt.task ?? session.task;
  session.abort = new AbortController();
  const turn = new Turn({ client, session, prompt });
  turn.hear(text);
  try {
    await (
      await workFor(prompt)
    )(turn);
    await turn.finish();
    return { stopReason: 'end_turn' };
  } catch (error) {
    if (error instanceof TurnEnded) return { stopReason: error.stopReason };
    throw error;
  }
}

const connection = agent({ name: 'tmc-agent' })
  .onRequest(methods.agent.initialize, () => ({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'tmc-agent', version: '1.0.0' },
    agentCapabilities: { loadSession: false },
    authMethods: [],
  }))
  .onRequest(methods.agent.session.new, openSession)
  .onRequest(methods.agent.session.prompt, answer)
  .onNotification(methods.agent.session.cancel, ({ params }) =>
    sessions.get(params.sessionId)?.abort?.abort(),
  )
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));

connection.closed.then(() => process.exit(0));
