import type { problemOf } from '../log.ts';
import type { RebuildOutcome } from './rebuild.ts';

/** Says on stdout how far it is, at most twice a second, and at the end what came of it. */
export function reporter(isJson: boolean) {
  const began = performance.now();
  let saidAt = -Infinity;
  const say = (json: object, words: string) =>
    process.stdout.write(`${isJson ? JSON.stringify(json) : words}\n`);
  const seconds = () => (performance.now() - began) / 1000;
  return {
    reached: (position: number, head: number) => {
      if (position < head && performance.now() - saidAt < 500) return;
      saidAt = performance.now();
      const perSecond = Math.round(position / seconds());
      say({ progress: { position, head, perSecond } }, `${position} of ${head} commits, ${perSecond}/s`);
    },
    done: (outcome: RebuildOutcome) => {
      const verdict = outcome.equal
        ? 'the old read model was equal to it'
        : `the old read model differed in ${differing(outcome).join(', ')}`;
      say(
        { ...outcome, seconds: seconds() },
        `rebuilt in ${seconds().toFixed(1)} s; at #${outcome.position} ${verdict}`,
      );
    },
    failed: (problem: ReturnType<typeof problemOf>) =>
      process.stderr.write(
        `${isJson ? JSON.stringify({ problem }) : `${problem.code}: ${problem.message}\n${problem.hint}`}\n`,
      ),
  };
}

const differing = ({ before, after }: RebuildOutcome): readonly string[] =>
  Object.keys(after).filter((table) => before[table] !== after[table]);
