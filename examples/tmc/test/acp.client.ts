import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import {
  client,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type PromptRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';

const AGENT = `${import.meta.dirname}/../agent/tmc-agent.mjs`;

export type Reply = { readonly stopReason: string; readonly text: string; readonly updates: SessionUpdate[] };

/** How permissions are answered, and how fast the agent works: 0 is without pauses. */
export type AgentOptions = { readonly permission?: 'allow_once' | 'reject_once'; readonly pace?: number };

/** The agent of the example, started as a process of its own in a workspace, as a runner would start it. */
export async function startAgent(cwd: string, { permission = 'allow_once', pace = 0 }: AgentOptions = {}) {
  const env = { PATH: process.env['PATH'], HOME: cwd, TMC_PACE: String(pace) };
  const child = spawn(process.execPath, [AGENT], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const updates: SessionUpdate[] = [];
  const asked: string[] = [];
  const connection = client({ name: 'tmc-spec' })
    .onNotification(methods.client.session.update, ({ params }) => void updates.push(params.update))
    .onRequest(methods.client.session.requestPermission, ({ params }) => {
      asked.push(params.toolCall.title ?? '');
      const option = params.options.find(({ kind }) => kind === permission);
      return { outcome: { outcome: 'selected', optionId: option?.optionId ?? '' } };
    })
    .connect(
      ndJsonStream(
        Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
        Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
      ),
    );
  const { agent } = connection;
  await agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  });
  const { sessionId } = await agent.request(methods.agent.session.new, { cwd, mcpServers: [] });

  return {
    asked,
    updates,
    async prompt(text: string): Promise<Reply> {
      const from = updates.length;
      const params: PromptRequest = { sessionId, prompt: [{ type: 'text', text }] };
      const { stopReason } = await agent.request(methods.agent.session.prompt, params);
      const mine = updates.slice(from);
      return { stopReason, text: textOf(mine), updates: mine };
    },
    cancel: () => agent.notify(methods.agent.session.cancel, { sessionId }),
    async close(): Promise<number | null> {
      child.stdin.end();
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

const textOf = (updates: readonly SessionUpdate[]): string =>
  updates
    .map((update) =>
      update.sessionUpdate === 'agent_message_chunk' && update.content.type === 'text'
        ? update.content.text
        : '',
    )
    .join('');
