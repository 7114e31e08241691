export async function begin(turn) {
  await turn.plan('a place for secrets', 'a door for tenants', 'try it');
  await turn.read('src/store/store.mjs');
  if (turn.prompt.heard) return mend(turn);
  await turn.writeFrom('01-secret-management/draft', 'src/secrets');
  await turn.next();
  for (const folder of ['src/components', 'test', 'docs'])
    await turn.writeFrom('01-secret-management/draft', folder);
  await turn.next();
  await turn.run('node', '--test', '--test-isolation=none', 'test/secrets/*.test.mjs');
  return turn.say('Secrets are kept by logical cluster; no tenant reads those of another.');
}

export async function mend(turn) {
  await turn.plan('seal what is stored', 'bind each seal to its place', 'try it');
  await turn.think(
    'True: whoever lists or watches the store reads every value. The store may hold sealed values only.',
  );
  await turn.writeFrom('01-secret-management/files', 'src/secrets');
  await turn.next();
  for (const folder of ['src/components', 'test', 'docs'])
    await turn.writeFrom('01-secret-management/files', folder);
  await turn.next();
  await turn.run('node', '--test', '--test-isolation=none', 'test/secrets/*.test.mjs');
  await turn.say('Each value is sealed for its cluster, name and revision, with a key that is never stored.');
}
