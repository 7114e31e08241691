import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerConfiguration } from '@headrace/events/jetstream';
import { Failure } from '../terminal/failure.ts';
import type { Home } from './home.ts';
import { findNatsServer } from './nats.binary.ts';
import { programService } from './program.service.ts';
import { childEnv } from './programs.ts';
import type { Service } from './supervisor.ts';

export type NatsPlace = { readonly home: Home; readonly port: number; say(text: string): void };

/** A nats-server on loopback with JetStream below the home and a user for each part. Errors: NATS_UNAVAILABLE. */
export async function natsService({ home, port, say }: NatsPlace): Promise<Service> {
  const tried: string[] = [];
  const { path, version } = await findNatsServer({ say: (line) => tried.push(line) }).catch(
    (error: Error) => {
      throw new Failure('NATS_UNAVAILABLE', [error.message, ...tried].join('\n  '));
    },
  );
  for (const line of tried.filter(
    (text) => text.startsWith('building') || text.includes('is enough for one machine'),
  ))
    say(line);
  const file = join(home.dir, 'nats.conf');
  const storeDir = home.path('nats');
  writeFileSync(file, brokerConfiguration({ port, storeDir, passwords: home.secrets.nats, ...fileStore() }), {
    mode: 0o600,
  });
  say(`nats-server ${version}`);
  return programService({
    name: 'nats-server',
    command: path,
    args: ['-c', file],
    env: childEnv({}),
    ready: /Server is ready/,
    graceMs: 4_000,
  });
}

/** HEADRACE_NATS_MAX_BYTES limits what the log, agent output and evidence may take on the disk. */
function fileStore(): { maxFileStore?: number } {
  const bytes = Number(process.env.HEADRACE_NATS_MAX_BYTES ?? 0);
  return bytes > 0 ? { maxFileStore: bytes } : {};
}
