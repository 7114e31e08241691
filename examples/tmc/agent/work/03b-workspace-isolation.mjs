export async function begin(turn) {
  await turn.plan('see what leaks', 'check every border', 'keep binaries by tenant', 'try it');
  await turn.run('node', 'tools/check-isolation.mjs', '--strict');
  await turn.read('src/binaries/binary-manager.mjs');
  await turn.next();
  await turn.writeFrom('03b-workspace-isolation/files', 'src/workspace');
  await turn.next();
  await turn.think('The cache is keyed by name alone. Names mean nothing outside of a logical cluster.');
  for (const folder of ['src/binaries', 'test', 'docs', 'known']) {
    await turn.writeFrom('03b-workspace-isolation/files', folder);
  }
  await turn.next();
  await turn.run('node', 'tools/check-isolation.mjs', '--strict');
  await turn.say('Two tenants with the same names see nothing of one another, in any part of the server.');
}
