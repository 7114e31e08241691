import { part } from './take-part.mjs';

export const begin = part({
  title: 'the controller and its integration',
  group: null,
  tests: 'test/apiexport/*.test.mjs',
});
