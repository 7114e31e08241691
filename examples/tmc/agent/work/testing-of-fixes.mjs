import { rehearse } from './rehearse.mjs';

export async function begin(turn) {
  await turn.plan(
    'read what the review found',
    'write a story for each finding',
    'make sure they never flake',
  );
  await turn.read('docs/architecture-review.md');
  await turn.next();
  await turn.writeFrom('testing-of-fixes/files');
  await turn.next();
  await rehearse(turn, 'test/regression/*.test.mjs');
}
