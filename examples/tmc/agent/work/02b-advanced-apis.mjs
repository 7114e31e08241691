import { part } from './take-part.mjs';

export const begin = part({
  title: 'the advanced APIs',
  group: 'advanced',
  tests: 'test/apis/advanced/*.test.mjs',
});
