export async function begin(turn) {
  await turn.plan('see which parts there are', 'try each of them alone', 'write down how they fit');
  await turn.run('node', 'tools/check-foundation.mjs');
  await turn.read('docs/architecture-review.md');
  await turn.next();
  await turn.writeFrom('integration-validation/files', 'test');
  await turn.run('node', '--test', '--test-isolation=none', 'test/e2e/*.test.mjs');
  await turn.next();
  await turn.writeFrom('integration-validation/files', 'docs');
  await turn.say('Every finding of the architectural review now names what mended it.');
}
