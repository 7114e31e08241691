import vm from 'node:vm';
import { Worker, isMainThread } from 'node:worker_threads';
import { filesIn, lineAt, report, withoutComments } from './sources.mjs';

const RULES = [
  { name: 'no-var', pattern: /\bvar\s/g },
  { name: 'eqeqeq', pattern: /[^=!<>]==(?!=)|!=(?!=)/g },
  { name: 'no-debugger', pattern: /\bdebugger\b/g },
  { name: 'no-console', pattern: /\bconsole\./g, only: /^src\// },
  { name: 'no-floating-todo', pattern: /\b(TODO|FIXME)\b/g, only: /^(src|test)\//, comments: true },
  { name: 'no-tabs', pattern: /\t/g, comments: true },
  { name: 'no-trailing-space', pattern: /[ ]+$/gm, comments: true },
  { name: 'max-length', pattern: /^.{121,}$/gm, comments: true },
  { name: 'no-focused-test', pattern: /\b(it|describe|test)\.(only|skip)\b/g, only: /^test\// },
];

const STRING = /(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g;
const REGEX = /(?<=[(,=:?&|!]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** Without comments, strings and regular expressions, at the same offsets. */
function codeOf(file) {
  const blank = (text) => ' '.repeat(text.length);
  return withoutComments(file.text).replace(REGEX, blank).replace(STRING, blank);
}

function byRule(file) {
  const bare = codeOf(file);
  return RULES.filter(({ only }) => !only || only.test(file.path)).flatMap((rule) => {
    const text = rule.comments ? file.text : bare;
    return [...text.matchAll(rule.pattern)].map(
      (match) => `${file.path}:${lineAt(text, match.index)} ${rule.name}`,
    );
  });
}

function unusedImports(file) {
  const imports = [...file.text.matchAll(/^import \{([^}]*)\} from/gm)].flatMap((match) =>
    match[1].split(','),
  );
  const names = imports
    .map((name) =>
      name
        .trim()
        .split(/\s+as\s+/)
        .at(-1),
    )
    .filter(Boolean);
  const body = withoutComments(file.text.replace(/^import [^;]*;$/gm, ''));
  return names
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(body))
    .map((name) => `${file.path}:1 unused-import ${name}`);
}

function syntax(file) {
  try {
    new vm.SourceTextModule(file.text, { identifier: file.path });
    return [];
  } catch (error) {
    return [`${error.stack.split('\n')[0]} syntax ${error.message}`];
  }
}

async function lint() {
  const files = (await Promise.all(['src', 'test', 'tools'].map((folder) => filesIn(folder, '.mjs')))).flat();
  const ends = files.filter(({ text }) => !text.endsWith('\n')).map(({ path }) => `${path}:1 final-newline`);
  const problems = files.flatMap((file) => [...syntax(file), ...byRule(file), ...unusedImports(file)]);
  report('lint', [...problems, ...ends].sort(), `${files.length} files`);
}

// Only a thread may be given the flag that opens the module parser; the caller of this tool should not have to know it.
const execArgv = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
if (isMainThread)
  new Worker(new URL(import.meta.url), { execArgv }).on('exit', (code) => (process.exitCode = code));
else await lint();
