import { GROUPS } from './apiexport/kinds.mjs';
import { renderKind } from './apiexport/render.mjs';

export async function begin(turn) {
  await turn.plan('declare the kinds', 'export them', 'generate their definitions', 'try it');
  await turn.read('src/apis/schema.mjs');
  await turn.read('src/apiexport/apiexport.mjs');
  for (const [group, kinds] of Object.entries(GROUPS)) {
    await turn.say(`The ${group} group: ${kinds.map(({ kind }) => kind).join(', ')}.`);
    for (const kind of kinds) await writeAll(turn, renderKind(group, kind));
  }
  await turn.next();
  await turn.writeFrom('02-apiexport/files');
  await turn.next();
  await turn.run('node', 'tools/generate.mjs');
  await turn.next();
  await turn.run('node', '--test', '--test-isolation=none', 'test/api*/**/*.test.mjs');
  await turn.say('The whole APIExport is in one change, as it was asked for. It is a large one.');
}

export async function mend(turn) {
  await turn.say(
    'Every line of this is needed. It cannot be made smaller, only be split into several changes.',
  );
}

async function writeAll(turn, files) {
  for (const [file, text] of Object.entries(files)) await turn.write(file, text);
}
