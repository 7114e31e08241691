// Writes nats.conf, the broker's users and rights as the product states them, with passwords from the environment.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerConfiguration } from '../libs/events/src/jetstream/broker.configuration.ts';

const users = ['orchestrator', 'planner', 'web', 'inspector'];
const placeholder = (user) => `PASSWORD_OF_USER_${user.toUpperCase()}`;

export function natsConf() {
  const passwords = Object.fromEntries(users.map((user) => [user, placeholder(user)]));
  const text = brokerConfiguration({
    host: '0.0.0.0',
    port: 4222,
    storeDir: '/data',
    syncAlways: true,
    passwords,
  });
  const filled = users.reduce(
    (conf, user) => conf.replace(`"${placeholder(user)}"`, `$NATS_${user.toUpperCase()}_PASSWORD`),
    text,
  );
  return `# Written by infra/write-nats-conf.mjs from libs/events/src/jetstream/broker.configuration.ts.\n${filled}`;
}

if (process.argv[1] === import.meta.filename) {
  for (const place of ['compose/nats.conf', 'k8s/base/nats.conf'])
    writeFileSync(join(import.meta.dirname, place), natsConf());
}
