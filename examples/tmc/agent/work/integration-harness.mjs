import { rehearse } from './rehearse.mjs';

export async function begin(turn) {
  await turn.plan(
    'see how a server is started',
    'write the harness',
    'tell stories with it',
    'make sure it never flakes',
  );
  await turn.read('test/e2e/workflow.test.mjs');
  await turn.next();
  await turn.writeFrom('integration-harness/files', 'test/e2e/harness.mjs');
  await turn.next();
  await turn.writeFrom('integration-harness/files', 'test/e2e/tenants.test.mjs');
  await turn.writeFrom('integration-harness/files', 'docs');
  await turn.next();
  await rehearse(turn, 'test/e2e/*.test.mjs');
}
