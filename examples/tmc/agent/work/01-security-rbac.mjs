export async function begin(turn) {
  await turn.plan('roles and who holds them', 'who is it', 'a store that asks first', 'try it');
  await turn.read('src/workspace/boundary.mjs');
  await turn.writeFrom('01-security-rbac/files', 'src/security/authorizer.mjs');
  await turn.next();
  await turn.writeFrom('01-security-rbac/files', 'src/security/authenticator.mjs');
  await turn.next();
  await turn.writeFrom('01-security-rbac/files', 'src/security/guarded-store.mjs');
  for (const folder of ['src/components', 'test', 'docs'])
    await turn.writeFrom('01-security-rbac/files', folder);
  await turn.next();
  await turn.run('node', '--test', '--test-isolation=none', 'test/security/*.test.mjs');
  await turn.say(
    'What nobody allowed is forbidden, and a role counts in the logical cluster where it was given.',
  );
}
