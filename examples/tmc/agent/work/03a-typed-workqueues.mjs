export async function begin(turn) {
  await turn.plan(
    'read the controllers',
    'write the typed work queue',
    'move the controllers to it',
    'try it',
  );
  await turn.read('src/queue/raw-queue.mjs');
  await turn.read('src/controllers/sync-controller.mjs');
  await turn.think(
    'The queue holds whole objects, so a late one overwrites what is newer. Keys carry no state.',
  );
  await turn.next();
  await turn.writeFrom('03a-typed-workqueues/files', 'src/queue');
  await turn.next();
  await turn.say('The controllers get `reconcile(key)` and read the newest state when they work.');
  await turn.writeFrom('03a-typed-workqueues/files', 'src/controllers');
  await turn.ask('Remove src/queue/raw-queue.mjs and its test: nothing uses it any more', 'delete');
  await turn.remove('src/queue/raw-queue.mjs');
  await turn.remove('test/queue/raw-queue.test.mjs');
  for (const folder of ['test', 'docs', 'known']) await turn.writeFrom('03a-typed-workqueues/files', folder);
  await turn.next();
  await turn.run('node', 'tools/check-patterns.mjs');
  await turn.say(
    'KCP001, KCP003 and KCP005 are mended and off the list. Writing past a committer is the next task.',
  );
}
