// Writes both nats.conf, the broker's users and rights as the product states them, with secrets from the environment.
// Its arguments are the shards; without any there is one, main.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerConfiguration } from '../libs/events/src/jetstream/broker.configuration.ts';

const users = ['orchestrator', 'planner', 'web', 'inspector'];
const passwordOf = (user) => `PASSWORD_OF_USER_${user.toUpperCase()}`;
const members = [0, 1, 2];
const memberName = 'NAME-OF-THIS-MEMBER';
const routeTo = (i) => `nats-${i}.nats:6222`;

/** Three machines that keep copies of every stream; the routes have a password in them, so they come from outside. */
const cluster = {
  name: memberName,
  host: '0.0.0.0',
  port: 6222,
  routes: members.map(routeTo),
  password: passwordOf('cluster'),
};

/** By file: one machine in compose, three in Kubernetes. Every commit is on the disk before it is acknowledged, in both. */
export const natsConfs = (shards = ['main']) => ({
  'compose/nats.conf': natsConf({ shards }),
  'k8s/base/nats.conf': natsConf({ shards, cluster }),
});

function natsConf(more) {
  const text = brokerConfiguration({
    host: '0.0.0.0',
    port: 4222,
    storeDir: '/data',
    syncAlways: true,
    passwords: Object.fromEntries(users.map((user) => [user, passwordOf(user)])),
    ...more,
  });
  const routes = members.map((i) => [
    `nats-route://headrace:${passwordOf('cluster')}@${routeTo(i)}`,
    `$NATS_ROUTE_${i}`,
  ]);
  const secrets = [...users, 'cluster'].map((user) => [
    passwordOf(user),
    `$NATS_${user.toUpperCase()}_PASSWORD`,
  ]);
  const filled = [...routes, ...secrets, [memberName, '$NATS_SERVER_NAME']].reduce(
    (conf, [placeholder, variable]) => conf.replace(`"${placeholder}"`, variable),
    text,
  );
  return `# Written by infra/write-nats-conf.mjs from libs/events/src/jetstream/broker.configuration.ts.\n${filled}`;
}

if (process.argv[1] === import.meta.filename) {
  const [, , ...shards] = process.argv;
  for (const [place, text] of Object.entries(natsConfs(shards.length > 0 ? shards : undefined)))
    writeFileSync(join(import.meta.dirname, place), text);
}
