import { part } from './take-part.mjs';

export const begin = part({ title: 'the core APIs', group: 'core', tests: 'test/apis/core/*.test.mjs' });
