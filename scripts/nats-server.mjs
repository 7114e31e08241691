// Prints the path of a nats-server; gets one where the machine has none that is recent. How it tries goes to stderr.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './pinned-node.mjs';

process.exitCode = process.features.typescript ? await find() : again();

async function find() {
  const { findNatsServer } = await import('../apps/cli/src/up/nats.binary.ts');
  const say = (line) => process.stderr.write(`nats-server: ${line}\n`);
  try {
    const { path } = await findNatsServer({ say });
    process.stdout.write(`${path}\n`);
    return 0;
  } catch (error) {
    say(error.message);
    return 1;
  }
}

/** The finder is the product's own, and written in TypeScript, which Node 20 does not read. */
function again() {
  return spawnSync(pinnedNode(), [fileURLToPath(import.meta.url)], { stdio: 'inherit' }).status ?? 1;
}
