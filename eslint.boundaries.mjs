// The arrows of the house: who may import what, and which files are pure. dependency-cruiser checks the same arrows
// through every chain of imports (.dependency-cruiser.mjs); here they are red in the editor, with a reason.

/** Tests, and what only tests use. */
const specs = ['**/*.spec.ts', '**/test/**', '**/src/testing/**'];
const pureSuffixes = ['events', 'commands', 'state', 'decide', 'view', 'react'].map(
  (suffix) => `**/*.${suffix}.ts`,
);
const eventsShells = ['libs/events/src/jetstream/**', 'libs/events/src/token/**'];

/** Refuses every import but relative ones and those listed. */
const only = (allowed, reason) => {
  const names = allowed.map((name) => `${name}(/|$)`).join('|');
  const regex = allowed.length > 0 ? `^(?!\\.{1,2}/|(${names}))` : '^(?!\\.{1,2}/)';
  return ['error', { patterns: [{ regex, message: reason }] }];
};

const never = (forbidden, reason) => [
  'error',
  { patterns: [{ regex: `^(${forbidden.join('|')})(/|$)`, message: reason }] },
];

const outside = [
  ...[
    'process',
    'fetch',
    'console',
    'crypto',
    'performance',
    'Buffer',
    'WebSocket',
    'EventSource',
    'XMLHttpRequest',
  ],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'globalThis',
    'global',
    'window',
    'document',
  ],
];
const unpredictable = [
  ['Date', 'now', 'Time arrives inside the command.'],
  ['Math', 'random', 'New ids arrive inside the command.'],
  ['Temporal', 'Now', 'Time arrives inside the command.'],
];
const pureSyntax = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Time arrives inside the command.',
  },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Time arrives inside the command.' },
  {
    selector: 'ImportExpression',
    message: 'Pure code imports statically, so that its borders can be checked.',
  },
  { selector: 'MetaProperty', message: 'Pure code does not know where it is.' },
];
const synchronousSyntax = [
  { selector: 'AwaitExpression', message: 'Pure code is synchronous.' },
  { selector: ':function[async=true]', message: 'Pure code is synchronous.' },
  { selector: 'Decorator', message: 'Decorators belong to shells.' },
];

/** Said everywhere; a later `no-restricted-syntax` replaces an earlier one, so each of them repeats it. */
export const everywhere = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Name each export: a reader must find where a thing comes from.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of literals: Node runs our sources by stripping types.',
  },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Modules are files.' },
];

const pureRules = {
  'no-restricted-globals': [
    'error',
    ...outside.map((name) => ({ name, message: 'Pure code has no outside world.' })),
  ],
  'no-restricted-properties': [
    'error',
    ...unpredictable.map(([object, property, message]) => ({ object, property, message })),
  ],
  'no-restricted-syntax': ['error', ...everywhere, ...pureSyntax],
};
const pure = { name: 'headrace/pure', rules: pureRules };
const synchronous = {
  name: 'headrace/synchronous',
  rules: { 'no-restricted-syntax': ['error', ...everywhere, ...pureSyntax, ...synchronousSyntax] },
};

const imports = (files, rule, ignores = specs) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': rule },
});

export const boundaries = [
  {
    ...pure,
    files: ['libs/events/src/**', 'libs/engine/src/**', ...pureSuffixes],
    ignores: [...specs, ...eventsShells],
  },
  { ...synchronous, files: ['libs/engine/src/**', ...pureSuffixes], ignores: [...specs, ...eventsShells] },

  imports(
    ['libs/events/src/**'],
    only(
      ['zod', '@noble/hashes'],
      'libs/events imports only zod, and a SHA-256 that is synchronous in browsers too.',
    ),
    [...specs, ...eventsShells],
  ),
  imports(['libs/events/src/plan-file/**'], only(['zod', 'yaml'], 'A plan file needs only zod and yaml.')),
  imports(
    ['libs/events/src/jetstream/**'],
    only(['zod', '@nats-io', 'node:\\w+'], 'The wire is NATS and Node.'),
  ),
  imports(
    ['libs/events/src/token/**'],
    only(['zod', 'node:crypto'], 'A token needs zod and the cryptography of Node.'),
  ),
  imports(
    ['libs/engine/src/**'],
    only(['@headrace/events$'], 'libs/engine imports only the main entry of libs/events.'),
  ),
  imports(
    ['libs/readmodel/src/**'],
    only(
      ['@headrace/events$', 'typeorm', 'pg', 'node:\\w+'],
      'libs/readmodel imports @headrace/events, typeorm and pg.',
    ),
    specs,
  ),

  imports(
    ['apps/**', 'bench/**'],
    never(['@nats-io', '@nestjs/microservices'], 'Only @headrace/events/jetstream knows NATS.'),
    [...specs, 'apps/orchestrator/src/**/*.nats.ts'],
  ),
  imports(
    ['apps/orchestrator/src/**/*.nats.ts'],
    never(['@nats-io'], 'Only @headrace/events/jetstream knows NATS.'),
  ),
  imports(
    ['apps/web/client/**'],
    never(
      [
        '@headrace/events/jetstream',
        '@headrace/events/testing',
        '@headrace/events/token',
        '@headrace/readmodel',
        'node:\\w+',
        '@nats-io',
        '@nestjs',
        'typeorm',
        'pg',
      ],
      'This runs in a browser.',
    ),
    [...specs, '**/vite.config.ts', '**/svelte.config.js'],
  ),
  imports(
    pureSuffixes.map((suffix) => `apps/${suffix}`),
    only(['zod', '@headrace/events$', '@headrace/engine$'], 'Pure files import only pure code.'),
  ),
];
