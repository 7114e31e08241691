const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  },
];

/** Tests beside the code in src/, end-to-end stories in test/. */
export const node = (name, dir) => ({
  displayName: name,
  rootDir: dir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': swc },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
});

/** Svelte components under jsdom. */
export const browser = (name, dir) => ({
  ...node(name, dir),
  testEnvironment: 'jsdom',
  // what every browser has and jsdom has not
  setupFiles: ['<rootDir>/src/testing/jsdom.mjs'],
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testEnvironmentOptions: { customExportConditions: ['browser', 'svelte', 'import', 'default'] },
  extensionsToTreatAsEsm: ['.ts', '.svelte'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'svelte'],
  moduleNameMapper: { '\\.css$': import.meta.dirname + '/jest.css.mjs' },
  transform: { '\\.svelte(\\.[jt]s)?$': import.meta.dirname + '/jest.svelte.mjs', '\\.ts$': swc },
  transformIgnorePatterns: ['/node_modules/(?!.*\\.svelte(\\.[jt]s)?$)'],
});
