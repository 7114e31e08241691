export async function begin(turn) {
  await turn.plan(
    'see what the work queue left',
    'write the committer',
    'keep indexes instead of scanning',
    'try it',
  );
  await turn.read('known/controllers.json');
  await turn.read('src/controllers/indexers.mjs');
  await turn.next();
  await turn.writeFrom('03a-committer/files', 'src/committer');
  await turn.next();
  await turn.think(
    'An index that is kept by the store costs what it answers. By cluster, so that no tenant sees another.',
  );
  for (const folder of ['src/store', 'src/controllers', 'test', 'docs', 'known']) {
    await turn.writeFrom('03a-committer/files', folder);
  }
  await turn.next();
  await turn.run('node', 'tools/bench.mjs');
  await turn.say('One heartbeat now costs the same, however many tenants there are.');
}
