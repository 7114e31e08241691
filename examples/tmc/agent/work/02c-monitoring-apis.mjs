import { part } from './take-part.mjs';

export const begin = part({
  title: 'the monitoring APIs',
  group: 'monitoring',
  tests: 'test/apis/monitoring/*.test.mjs',
});
