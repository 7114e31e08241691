import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './apps/web/client/svelte.config.js';
import { boundaries, everywhere } from './eslint.boundaries.mjs';

const specs = ['**/*.spec.ts', '**/test/**/*.ts', '**/src/testing/**/*.ts'];
const parserOptions = {
  projectService: true,
  tsconfigRootDir: import.meta.dirname,
  extraFileExtensions: ['.svelte'],
};

const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 3],
};

const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true };

/** A test that does not run proves nothing: `describeWith` skips for a reason and says it. */
const hidden = ['describe', 'it', 'test'].flatMap((object) =>
  ['skip', 'only', 'todo'].map((property) => ({ object, property })),
);
const hiddenGlobals = ['fdescribe', 'fit', 'xdescribe', 'xit', 'xtest'];

export default defineConfig(
  { ignores: ['**/dist/', '**/coverage/', '.nx/', '.headrace/'] },
  js.configs.recommended,
  comments.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...size,
      '@eslint-community/eslint-comments/require-description': 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      'no-warning-comments': 'error',
      'no-unused-vars': ['error', unused],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: globals.node } },
  { files: ['apps/web/client/public/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions },
    rules: {
      'no-restricted-properties': ['error', ...hidden],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      '@typescript-eslint/no-unused-vars': ['error', unused],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // we have no classes to speak of: methods of our object types use no `this`
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended, svelte.configs.prettier],
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
    // a store is one closure over its state
    rules: {
      'max-lines-per-function': 'off',
      // takes a $derived for something that runs at once
      'no-useless-assignment': 'off',
    },
  },
  { files: ['**/*.module.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  // a list of what a library shows
  { files: ['libs/*/src/index.ts'], rules: { 'max-lines': 'off' } },
  ...boundaries,
  {
    files: specs,
    languageOptions: { globals: globals.jest },
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-globals': ['error', ...hiddenGlobals],
      'no-restricted-properties': ['error', ...hidden],
    },
  },
);
