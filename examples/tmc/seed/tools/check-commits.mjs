import { execFileSync } from 'node:child_process';
import { ROOT, report } from './sources.mjs';

const LIMIT = 699;
const START = 'docs: record the architectural review';
const git = (args, input) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', input, maxBuffer: 1 << 26 });

/** The changes that landed since the review, newest first: `{subject, files: [{path, lines}]}`. */
function landed() {
  const format = ['--first-parent', '-m', '--no-renames', '--numstat', '--format=%x01%s'];
  const commits = git(['log', ...format])
    .split('\x01')
    .slice(1)
    .map(parse);
  const start = commits.findIndex(({ subject }) => subject === START);
  return start < 0 ? commits : commits.slice(0, start);
}

function parse(text) {
  const [subject, ...rows] = text.trim().split('\n');
  const files = rows.filter(Boolean).map((row) => row.split('\t'));
  return {
    subject,
    files: files.map(([added, removed, path]) => ({
      path,
      lines: (Number(added) || 0) + (Number(removed) || 0),
    })),
  };
}

function generatedAmong(paths) {
  const answer = git(['check-attr', '--stdin', 'linguist-generated'], paths.join('\n'));
  return new Set(
    answer
      .split('\n')
      .filter((row) => row.endsWith(': set'))
      .map((row) => row.split(': ')[0]),
  );
}

const commits = landed();
const generated = generatedAmong(commits.flatMap(({ files }) => files.map(({ path }) => path)));
const sizes = commits.map(({ subject, files }) => ({
  subject,
  lines: files.filter(({ path }) => !generated.has(path)).reduce((sum, { lines }) => sum + lines, 0),
}));
const tooLarge = sizes
  .filter(({ lines }) => lines > LIMIT)
  .map(({ subject, lines }) => `${lines} lines: ${subject}`);
report(
  'commits',
  tooLarge,
  `${sizes.length} changes since the review, the largest has ${Math.max(0, ...sizes.map(({ lines }) => lines))} lines`,
);
