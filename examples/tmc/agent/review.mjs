/** The rules of the reviewers; `roles` are those who mind a rule. Each finds places in one changed file. */
const RULES = [
  {
    id: 'PLAINTEXT_SECRET',
    roles: ['kcp-architect-reviewer'],
    says: 'stores a secret as it was given; whoever lists or watches the store reads it. Seal it for its cluster and name',
    find: ({ path, added, text }) =>
      /^src\/.*secret/.test(path) && !/\bseal\(/.test(text)
        ? added.filter((line) => /\.put\([^)]*\bvalue\b/.test(line.text))
        : [],
  },
  {
    id: 'MISSING_BOUNDARY',
    roles: ['kcp-architect-reviewer'],
    says: 'reads the objects of every tenant outside of a controller',
    find: ({ path, added }) =>
      /^src\/(?!store\/|controllers\/)/.test(path) && !path.endsWith('-controller.mjs')
        ? added.filter((line) => /\.unscoped\(/.test(line.text))
        : [],
  },
  {
    id: 'TIMING',
    roles: ['kcp-architect-reviewer'],
    says: 'compares a credential with ===, which takes longer the more of it is right. Use timingSafeEqual',
    find: ({ path, added }) =>
      path.startsWith('src/')
        ? added.filter((line) =>
            /\b(digest|bearer|password)\w*\s*===|===\s*\w*(digest|bearer|password)\b/i.test(line.text),
          )
        : [],
  },
  {
    id: 'RAW_QUEUE',
    roles: ['kcp-kubernetes-code-reviewer'],
    says: 'keeps work in something that is no typed work queue',
    find: ({ path, added }) =>
      path.endsWith('-controller.mjs') ? added.filter((line) => /RawQueue|\.shift\(\)/.test(line.text)) : [],
  },
  {
    id: 'DIRECT_WRITE',
    roles: ['kcp-kubernetes-code-reviewer'],
    says: 'writes past the committer',
    known: 'KCP002',
    find: ({ path, added }) =>
      path.endsWith('-controller.mjs') ? added.filter((line) => /store\.(put|remove)\(/.test(line.text)) : [],
  },
];

/** Reads a change and gives a verdict: the last line of the message is `VERDICT: approve` or `VERDICT: reject — why`. */
export async function review(turn) {
  await turn.plan('read the change', 'read the files around it', 'give a verdict');
  const role = /^Role: +(\S+)/m.exec(turn.prompt.text)?.[1] ?? null;
  const changes = changesIn(turn.prompt.text);
  await turn.next();
  const files = await withTexts(turn, changes);
  const known = (await turn.read('known/controllers.json')) ?? '';
  const findings = [...findingsIn(files, role), ...untested(files)];
  const open = findings.filter(({ rule, path }) => !(rule.known && known.includes(`${rule.known} ${path}`)));
  await turn.next();
  await turn.say(`I read ${files.length} files${role ? ` as ${role}` : ''}.\n${listOf(findings, open)}`);
  await turn.say(verdictOn(files, open));
}

/** The files of the unified diff in a text, each with the lines that it adds. */
export function changesIn(text) {
  const files = [];
  let line = 0;
  for (const row of text.split('\n')) {
    const header = /^\+\+\+ (?:b\/)?(.+)$/.exec(row);
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(row);
    if (header) files.push({ path: header[1], added: [] });
    else if (hunk) line = Number(hunk[1]);
    else if (files.length > 0 && row.startsWith('+'))
      files.at(-1).added.push({ line: line++, text: row.slice(1) });
    else if (row.startsWith(' ')) line += 1;
  }
  return files.filter(({ path }) => path !== '/dev/null');
}

/** Reads what its rules are about; the rest of a large change it takes from the diff. */
async function withTexts(turn, changes) {
  const files = [];
  for (const change of changes) {
    const isSource = /^src\/.*\.mjs$/.test(change.path);
    files.push({ ...change, text: isSource ? ((await turn.read(change.path)) ?? '') : '' });
  }
  return files;
}

function findingsIn(files, role) {
  const isKnown = RULES.some(({ roles }) => roles.includes(role));
  const rules = RULES.filter(({ roles }) => !isKnown || roles.includes(role));
  return rules.flatMap((rule) =>
    files.flatMap((file) => rule.find(file).map(({ line }) => ({ rule, path: file.path, line }))),
  );
}

/** Sources without a test beside them. */
function untested(files) {
  const touches = (folder) => files.some(({ path }) => path.startsWith(folder));
  const rule = { id: 'NO_TEST', says: 'comes without a test' };
  const source = files.find(({ path }) => /^src\/.*\.mjs$/.test(path));
  return source && !touches('test/') ? [{ rule, path: source.path, line: 1 }] : [];
}

function listOf(findings, open) {
  const row = (finding) => {
    const { rule, path, line } = finding;
    return `- ${path}:${line} ${rule.id}: ${rule.says}${open.includes(finding) ? '' : ' (on the list of what is known)'}`;
  };
  return findings.length > 0 ? findings.map(row).join('\n') : '- nothing to complain about';
}

function verdictOn(files, [first]) {
  if (files.length === 0) return 'VERDICT: reject — there is no change in what I was given';
  if (first) return `VERDICT: reject — ${first.path}:${first.line} ${first.rule.says}`;
  return 'VERDICT: approve';
}
