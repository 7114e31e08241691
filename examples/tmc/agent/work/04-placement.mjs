export async function begin(turn) {
  await turn.plan('choose a target', 'a controller that places', 'try it');
  await turn.read('docs/controllers.md');
  await turn.read('src/controllers/sync-controller.mjs');
  await turn.writeFrom('04-placement/files', 'src/placement/scheduler.mjs');
  await turn.next();
  await turn.say(
    'It follows the patterns from its first line: typed queue, committer, indexes by logical cluster.',
  );
  for (const folder of ['src/placement/placement-controller.mjs', 'src/components', 'test', 'docs']) {
    await turn.writeFrom('04-placement/files', folder);
  }
  await turn.next();
  await turn.run('node', 'tools/check-patterns.mjs', '--strict');
  await turn.say(
    'Workloads that ask for it get one of their own tenant’s targets, and move when it goes silent.',
  );
}
