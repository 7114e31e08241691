import { compareWithKnown } from './known.mjs';
import { filesIn, lineAt, report, withoutComments } from './sources.mjs';

const CONTROLLERS = /(^src\/controllers\/|-controller\.mjs$)/;
const CONTROLLER = /-controller\.mjs$/;

/** What the architectural review asks of controllers. `must` turns a rule round: the file needs the pattern. */
const RULES = [
  {
    id: 'KCP001',
    says: 'work waits in a typed work queue',
    files: CONTROLLERS,
    pattern: /RawQueue|\.shift\(\)/g,
  },
  {
    id: 'KCP002',
    says: 'controllers write through a committer',
    files: CONTROLLERS,
    pattern: /store\.(put|remove)\(/g,
  },
  {
    id: 'KCP003',
    says: 'a queue holds keys, not objects',
    files: CONTROLLERS,
    pattern: /queue\.add\((?![^)]*[kK]ey)/g,
  },
  {
    id: 'KCP004',
    says: 'an index is kept up to date, nothing is scanned for',
    files: CONTROLLERS,
    pattern: /unscoped\(/g,
  },
  {
    id: 'KCP005',
    says: 'a controller reconciles a key',
    files: CONTROLLER,
    pattern: /\breconcile\(\w*[kK]ey\b/g,
    must: true,
  },
  {
    id: 'KCP006',
    says: 'cluster names are joined by clusterKey',
    files: /^src\//,
    pattern: /\$\{[^}]*[cC]luster[^}]*\}\//g,
  },
];

function violations(file) {
  const text = withoutComments(file.text);
  return RULES.filter(({ files }) => files.test(file.path)).flatMap((rule) => {
    const first = text.matchAll(rule.pattern).next().value;
    if (Boolean(first) === Boolean(rule.must)) return [];
    const name = `${rule.id} ${file.path}`;
    return [{ name, text: `${file.path}:${first ? lineAt(text, first.index) : 1} ${rule.id} ${rule.says}` }];
  });
}

const files = await filesIn('src', '.mjs');
const found = files.flatMap(violations);
const controllers = files.filter(({ path }) => CONTROLLER.test(path)).length;
report(
  'patterns',
  await compareWithKnown('patterns', found),
  `${controllers} controllers, ${found.length} violation(s) in all`,
);
