import { inboxPrefixOf } from './broker.ts';
import {
  COMMAND_SUBJECT,
  CONTROL_BUCKET,
  CONTROL_STREAM,
  EVIDENCE_BUCKET,
  EVIDENCE_STREAM,
  LOG_STREAM,
  PRESENCE_BUCKET,
  PRESENCE_STREAM,
  eventStreamOf,
} from './subjects.ts';

export type BrokerUser = 'orchestrator' | 'planner' | 'web' | 'inspector';

export type BrokerConfiguration = {
  readonly host?: string;
  readonly port: number;
  /** Absolute. Everything that must be kept lies here. */
  readonly storeDir: string;
  /** Bytes; without it, what the server finds reasonable for the disk. */
  readonly maxFileStore?: number;
  /** Every commit is on the disk before it is acknowledged: survives a power failure, costs a third to two thirds of the rate. Needs 2.10. */
  readonly syncAlways?: boolean;
  readonly shards?: readonly string[];
  /** One of several servers that keep copies of every stream. Needs 2.12. */
  readonly cluster?: ClusterMember;
  /** Random, of A-Z a-z 0-9 - _; they go into the file as they are, so keep it readable for its owner only. */
  readonly passwords: Readonly<Record<BrokerUser, string>>;
};

export type ClusterMember = {
  /** Its own, different for each member; the same after a restart. */
  readonly name: string;
  readonly host?: string;
  /** Where the others reach it; not for clients. */
  readonly port: number;
  /** `host:port` of every member, itself too. */
  readonly routes: readonly string[];
  /** What members prove to each other that they are members; as a password. */
  readonly password: string;
};

/** The text of a configuration file for `nats-server -c`: loopback, no websocket, no monitoring port, nobody without a password. */
export function brokerConfiguration(options: BrokerConfiguration): string {
  const {
    host = '127.0.0.1',
    port,
    storeDir,
    maxFileStore,
    syncAlways,
    cluster,
    shards = ['main'],
    passwords,
  } = options;
  const users = permissionsFor(shards);
  return [
    `server_name: ${quoted(cluster?.name ?? 'headrace')}`,
    `listen: "${host}:${port}"`,
    'max_payload: 1MB',
    'jetstream {',
    `  store_dir: ${quoted(storeDir)}`,
    '  max_memory_store: 64MB',
    ...(maxFileStore === undefined ? [] : [`  max_file_store: ${maxFileStore}`]),
    ...(syncAlways ? ['  sync_interval: always'] : []),
    '}',
    ...(cluster ? clusterLines(cluster) : []),
    'authorization {',
    '  users: [',
    ...Object.entries(users).map(([user, permissions]) =>
      entryOf(user as BrokerUser, passwords, permissions),
    ),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function clusterLines({ host = '127.0.0.1', port, routes, password }: ClusterMember): readonly string[] {
  checkPassword('the cluster', password);
  const urls = routes.map((route) => quoted(`nats-route://headrace:${password}@${route}`));
  return [
    'cluster {',
    '  name: "headrace"',
    `  listen: "${host}:${port}"`,
    `  authorization { user: "headrace", password: "${password}", timeout: 5 }`,
    `  routes: [${urls.join(', ')}]`,
    '}',
  ];
}

type Permissions = {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer what it is asked. */
  readonly answers?: boolean;
};

/**
 * Exactly what each needs. Nobody but the orchestrator publishes events, logs, evidence; the others keep only the entry
 * that says that they are alive. A reader may create consumers, and a consumer may be told to deliver into any subject,
 * also one that a stream stores; it does so while somebody listens on exactly that subject. So readers may listen on
 * nothing but their own inboxes, and what is stored names its stream.
 */
function permissionsFor(shards: readonly string[]): Record<BrokerUser, Permissions> {
  const events = shards.map(eventStreamOf);
  const streams = [...events, LOG_STREAM, EVIDENCE_STREAM, PRESENCE_STREAM, CONTROL_STREAM];
  const read = [...events, LOG_STREAM, EVIDENCE_STREAM, PRESENCE_STREAM].flatMap(readingOf);
  const inbox = (user: BrokerUser) => `${inboxPrefixOf(user)}.>`;
  const sender = (user: 'planner' | 'web', more: readonly string[] = []): Permissions => ({
    publish: [COMMAND_SUBJECT, `$KV.${PRESENCE_BUCKET}.process.${user}.>`, ...read, ...more],
    subscribe: [inbox(user)],
  });
  return {
    orchestrator: {
      publish: [
        ...stored(shards),
        ...streams.flatMap(readingOf),
        ...streams.flatMap(keepingOf),
        purgeEvidence,
        accountInfo,
      ],
      subscribe: [inbox('orchestrator'), COMMAND_SUBJECT],
      answers: true,
    },
    planner: sender('planner'),
    web: sender('web', readingOf(CONTROL_STREAM)),
    inspector: { publish: [...read, ...listing], subscribe: [inbox('inspector'), '_INBOX.>'] },
  };
}

const stored = (shards: readonly string[]) => [
  ...shards.map((shard) => `evt.${shard}.>`),
  'log.>',
  `$O.${EVIDENCE_BUCKET}.>`,
  `$KV.${PRESENCE_BUCKET}.>`,
  `$KV.${CONTROL_BUCKET}.>`,
];

const readingOf = (stream: string): readonly string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}.>`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  `$JS.API.CONSUMER.DELETE.${stream}.*`,
];

const keepingOf = (stream: string): readonly string[] => [
  `$JS.API.STREAM.CREATE.${stream}`,
  `$JS.API.STREAM.UPDATE.${stream}`,
];

const purgeEvidence = `$JS.API.STREAM.PURGE.${EVIDENCE_STREAM}`;

const accountInfo = '$JS.API.INFO';

/** What the `nats` CLI asks before it shows anything. */
const listing = [accountInfo, '$JS.API.STREAM.NAMES', '$JS.API.STREAM.LIST'];

function entryOf(
  user: BrokerUser,
  passwords: Readonly<Record<BrokerUser, string>>,
  { publish, subscribe, answers }: Permissions,
): string {
  const list = (subjects: readonly string[]) => `[${subjects.map(quoted).join(', ')}]`;
  checkPassword(user, passwords[user]);
  return [
    `    { user: "${user}", password: "${passwords[user]}", permissions: {`,
    `      publish: ${list(publish)}`,
    `      subscribe: ${list(subscribe)}`,
    ...(answers ? ['      allow_responses: { max: 1, expires: "5m" }'] : []),
    '    } }',
  ].join('\n');
}

function checkPassword(whose: string, password: string): void {
  if (!/^[-\w]{16,}$/.test(password))
    throw new Error(`the password of ${whose} must be at least 16 of A-Z a-z 0-9 - _`);
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
