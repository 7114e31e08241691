import { TurnEnded } from '../turn.mjs';

/** Work on one part of a split change: it takes the part's paths from the commit that holds all the work. */
export function part({ title, group, tests }) {
  return async function begin(turn) {
    const { source } = turn.prompt;
    await turn.plan(`take ${title} from the whole`, 'generate what is generated', 'try it alone');
    if (!source) {
      await turn.say('The prompt names no commit to take the work from.');
      throw new TurnEnded('refusal');
    }
    for (const file of await filesAt(turn, source)) {
      const { output } = await turn.run('git', 'show', `${source}:${file}`);
      await turn.write(file, output);
    }
    await turn.next();
    if (group) await turn.run('node', 'tools/generate.mjs', group);
    await turn.next();
    if (tests) await turn.run('node', '--test', '--test-isolation=none', tests);
    await turn.say(`Taken from ${source.slice(0, 12)}: ${title}. It stands on its own.`);
  };
}

/** What the commit changed among the paths of this part: a part takes nothing that was there before. */
async function filesAt(turn, source) {
  const { output } = await turn.run(
    'git',
    'diff',
    '--name-only',
    '--diff-filter=AM',
    '--no-renames',
    `HEAD...${source}`,
  );
  const files = output.trim().split('\n').filter(Boolean);
  const patterns = turn.prompt.paths.map(patternOf);
  return files.filter((file) => patterns.some((pattern) => pattern.test(file)));
}

/** A glob of a scope as a regular expression: `**` crosses folders, `*` and `?` do not. */
function patternOf(glob) {
  const parts = glob.split(/(\*\*|\*|\?)/);
  const wild = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
  return new RegExp(`^${parts.map((part) => wild[part] ?? RegExp.escape(part)).join('')}$`);
}
