export async function begin(turn) {
  await turn.plan('name the flags', 'write the gate', 'turn parts of the server on and off', 'try it');
  await turn.read('src/server.mjs');
  await turn.writeFrom('02-feature-flags/files', 'src/flags/flags.mjs');
  await turn.next();
  await turn.writeFrom('02-feature-flags/files', 'src/flags/feature-gate.mjs');
  await turn.writeFrom('02-feature-flags/files', 'docs');
  if (turn.prompt.heard) return mend(turn);
  await turn.writeFrom('02-feature-flags/draft');
  return turn.say('The gate is written, with a first test. The server will ask it next.');
}

export async function mend(turn) {
  await turn.plan('see what is not covered', 'test the gate', 'let the server ask it', 'try it');
  await turn.run('node', 'tools/coverage.mjs');
  await turn.think('Most of the gate never runs in a test. What is not tried is not done.');
  await turn.next();
  await turn.writeFrom('02-feature-flags/files', 'test');
  await turn.next();
  await turn.writeFrom('02-feature-flags/files', 'src/server.mjs');
  await turn.next();
  await turn.run('node', 'tools/coverage.mjs');
  await turn.say('Every rule of the gate has a test, and the server starts no part whose flag is off.');
}
