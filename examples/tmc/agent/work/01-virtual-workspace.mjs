export async function begin(turn) {
  await turn.plan(
    'read what there is to build on',
    'write the view and its catalog',
    'write the controller',
    'try it',
  );
  await turn.read('src/workspace/boundary.mjs');
  await turn.read('src/controllers/process-next.mjs');
  await turn.next();
  await turn.say(
    'A view stores nothing: it asks who looks, whether the cluster has bound, and only then the store.',
  );
  await turn.writeFrom('01-virtual-workspace/files', 'src/virtual');
  await turn.next();
  for (const folder of ['src/components', 'test', 'docs'])
    await turn.writeFrom('01-virtual-workspace/files', folder);
  await turn.next();
  await turn.run('node', 'tools/check-isolation.mjs');
  await turn.say('The owner of an export sees what is exported, of those who bound it, and nothing else.');
}
