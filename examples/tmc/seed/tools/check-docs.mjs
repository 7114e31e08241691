import { filesIn, lineAt, report } from './sources.mjs';

const EXPORT = /^export (?:async )?(?:function\*?|class|const) (\w+)/gm;

/** Whether a doc comment ends on the line before `offset`. */
const isDescribed = (text, offset) => /\*\/\s*$/.test(text.slice(0, offset));

const pages = (await filesIn('docs', '.md')).map(({ text }) => text).join('\n');
const sources = (await filesIn('src', '.mjs')).filter(({ path }) => !path.endsWith('_generated.mjs'));
const problems = sources.flatMap(({ path, text }) =>
  [...text.matchAll(EXPORT)].flatMap((match) => [
    ...(isDescribed(text, match.index)
      ? []
      : [`${path}:${lineAt(text, match.index)} ${match[1]} has no doc comment`]),
    ...(pages.includes(`\`${match[1]}\``)
      ? []
      : [`${path}:${lineAt(text, match.index)} ${match[1]} is on no page of docs/`]),
  ]),
);
const count = sources.reduce((sum, { text }) => sum + [...text.matchAll(EXPORT)].length, 0);
report('docs', problems, `${count} exported names in ${sources.length} files`);
