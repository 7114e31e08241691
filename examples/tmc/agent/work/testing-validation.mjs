export async function begin(turn) {
  await turn.plan(
    'one story through everything',
    'what a stranger can do',
    'what one change costs',
    'try it',
  );
  await turn.writeFrom('testing-validation/files', 'test/e2e');
  await turn.next();
  await turn.writeFrom('testing-validation/files', 'test/security');
  await turn.next();
  await turn.writeFrom('testing-validation/files', 'test/performance');
  await turn.writeFrom('testing-validation/files', 'docs');
  await turn.next();
  await turn.run('node', '--test', '--test-isolation=none', 'test/{e2e,security,performance}/*.test.mjs');
  await turn.say('The claims of the foundation each have a test that would fail without it.');
}
