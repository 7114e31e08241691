#!/usr/bin/env node
// Starts under the Node that is on the PATH, so it may import nothing that Node 20 cannot read.

process.argv.splice(2, 0, 'headrace');
await import(new URL('../../../scripts/run.mjs', import.meta.url));
