const ROUNDS = 14;
const BETWEEN_MS = 800;

/**
 * Runs tests again and again, as somebody does who does not trust them yet: this takes a while, can be cancelled at any
 * moment, and is what makes a task long. A later attempt trusts what an earlier one saw, and runs them twice.
 */
export async function rehearse(turn, pattern) {
  const rounds = turn.prompt.attempt > 1 ? 2 : ROUNDS;
  for (let round = 1; round <= rounds; round += 1) {
    const { code } = await turn.run('node', '--test', '--test-isolation=none', pattern);
    await turn.say(`Round ${round} of ${rounds}: ${code === 0 ? 'all passed' : 'something failed'}.`);
    if (code !== 0) return;
    if (round < rounds) await turn.pause(BETWEEN_MS);
  }
  await turn.say('The tests say the same each time.');
}
