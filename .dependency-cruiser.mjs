// The arrows of the house, followed through every chain of imports. The same arrows with their reasons, one import at
// a time, are in eslint.boundaries.mjs.

// tests, and what only tests use
const specs = '\\.spec\\.ts$|/test/|/src/testing/';
// files that an agent of the example lays over its repository, where their imports resolve
const laidOver = '^examples/tmc/(seed/|agent/work/[^/]+/(files|draft)/)';
const pureSuffix = '\\.(events|commands|state|decide|view|react)\\.ts$';
const eventsShells = '^libs/events/src/(jetstream|testing|token)/';
const eventsMain = '^libs/events/src/(?!jetstream/|testing/|plan-file/|token/)';
// dependency-cruiser names node:fs/promises `fs/promises`; files of ours have a dot in their name
const node = '^(node:)?[a-z0-9_/]+$';
const outsideWorld = [node, 'node_modules/(?!(zod|yaml|@noble/hashes)/)'];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** `libs/x` may depend on nothing but itself and what is listed. */
const only = (name, comment, from, allowed) => forbid(name, comment, from, { pathNot: allowed });

export default {
  forbidden: [
    forbid(
      'no-circle',
      'Two files that need each other are one idea, or hide a third.',
      {},
      { circular: true },
    ),
    forbid(
      'no-missing',
      'An import that does not resolve.',
      { pathNot: laidOver },
      { couldNotResolve: true },
    ),
    forbid(
      'no-undeclared',
      'Declared in the package.json of the workspace that imports it, else it works by luck.',
      { path: '^(apps|libs|bench)/', pathNot: specs },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'vague-name',
      'The right name of this file is a word that is missing.',
      {},
      {
        path: '^(apps|libs|bench)/.*/(utils?|helpers?|common|managers?|misc|shared)(\\.|/)',
        pathNot: 'node_modules',
      },
    ),

    forbid(
      'apps-apart',
      'Apps never import apps; they meet over HTTP and NATS.',
      { path: '^apps/([^/]+)/' },
      {
        path: '^apps/([^/]+)/',
        pathNot: '^apps/$1/',
      },
    ),
    forbid(
      'libs-below',
      'Libraries know no app.',
      { path: '^libs/' },
      { path: '^(apps|bench|examples|scripts)/' },
    ),
    forbid('bench-outside', 'Benchmarks start apps as processes.', { path: '^bench/' }, { path: '^apps/' }),
    forbid(
      'examples-apart',
      'An example is a user: it knows nothing of the inside.',
      { path: '^examples/', pathNot: specs },
      { path: '^(apps|libs|bench|scripts)/' },
    ),
    forbid(
      'testing-apart',
      'What is made for tests is used by tests.',
      { path: '^(apps|libs)/', pathNot: specs },
      { path: '/src/testing/' },
    ),
    forbid(
      'no-example-inside',
      'Nothing in the product knows that it is a demo.',
      { path: '^(apps|libs)/' },
      { path: '^examples/' },
    ),

    only('events-only-zod', 'The shared language needs only zod.', { path: eventsMain, pathNot: specs }, [
      eventsMain,
      'node_modules/(zod|@noble/hashes)/',
    ]),
    only(
      'plan-file-only-yaml',
      'A plan file needs the language, zod and yaml.',
      { path: '^libs/events/src/plan-file/', pathNot: specs },
      [eventsMain, '^libs/events/src/plan-file/', 'node_modules/(zod|yaml)/'],
    ),
    only(
      'jetstream-only-nats',
      'The wire is the language, NATS and Node.',
      { path: '^libs/events/src/jetstream/', pathNot: specs },
      [eventsMain, '^libs/events/src/jetstream/', 'node_modules/(zod|@nats-io)/', node],
    ),
    only(
      'token-only-node',
      'A token needs the language, zod and the cryptography of Node.',
      { path: '^libs/events/src/token/', pathNot: specs },
      [eventsMain, '^libs/events/src/token/', 'node_modules/zod/', node],
    ),
    only(
      'engine-only-events',
      'The engine needs only the main entry of the language.',
      { path: '^libs/engine/src/', pathNot: specs },
      ['^libs/engine/src/', '^libs/events/src/index\\.ts$'],
    ),
    only(
      'readmodel-only-postgres',
      'The read model needs the language, typeorm and pg.',
      { path: '^libs/readmodel/src/', pathNot: specs },
      ['^libs/readmodel/src/', '^libs/events/src/index\\.ts$', 'node_modules/(typeorm|pg|@types/pg)/', node],
    ),

    forbid(
      'pure',
      'Pure files reach no outside world, however long the way.',
      { path: pureSuffix, pathNot: `${specs}|${eventsShells}` },
      {
        path: outsideWorld,
        reachable: true,
      },
    ),
    forbid(
      'one-nats',
      'Only @headrace/events/jetstream knows NATS.',
      { path: '^(apps|bench|libs)/', pathNot: `${specs}|${eventsShells}` },
      {
        path: 'node_modules/@nats-io/',
      },
    ),
    forbid(
      'nest-nats',
      'NATS request/reply of the orchestrator lives in its *.nats.ts.',
      { path: '^(apps|bench|libs)/', pathNot: `${specs}|^apps/orchestrator/src/.*\\.nats\\.ts$` },
      { path: 'node_modules/@nestjs/microservices/' },
    ),
    forbid(
      'browser-only',
      'The client runs in a browser.',
      { path: '^apps/web/client/', pathNot: `${specs}|/vite\\.config\\.ts$|/svelte\\.config\\.js$` },
      {
        path: [
          '^libs/readmodel/',
          eventsShells,
          '^apps/web/src/',
          'node_modules/(@nats-io|@nestjs|typeorm|pg)/',
        ],
        reachable: true,
      },
    ),
    forbid(
      'browser-without-node',
      'The client runs in a browser.',
      { path: '^(apps/web/client)/', pathNot: `${specs}|/vite\\.config\\.ts$|/svelte\\.config\\.js$` },
      { path: node },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-client|coverage)/' },
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'types', 'import', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
