import { createServer } from '../src/server.mjs';
import { filesIn, report } from './sources.mjs';

const problems = [];
const expect = (isTrue, text) => isTrue || problems.push(text);

async function kindsIn(group) {
  const files = (await filesIn(`src/apis/${group}`, '.mjs')).filter(
    ({ path }) => !path.endsWith('_generated.mjs'),
  );
  const modules = await Promise.all(files.map(({ path }) => import(`../${path}`)));
  return modules.flatMap((module) => Object.values(module)).filter((value) => value?.kind && value?.plural);
}

const { parts } = await createServer();
for (const group of ['core', 'advanced', 'monitoring']) {
  expect((await kindsIn(group)).length === 4, `src/apis/${group}: expected four kinds`);
}
expect(parts.exports?.controller, 'the exports have no controller');
expect(parts.virtual, 'there is no virtual workspace');
expect(parts.security?.authorizer, 'there is no authorizer');
const stranger = { name: 'stranger', groups: [] };
expect(
  parts.security?.authorizer.allows(stranger, 'get', 'Workload', 'root:acme') === false,
  'a stranger may read',
);
expect(parts.secrets, 'there is no store for secrets');
report('foundation', problems, `${Object.keys(parts).length} parts: ${Object.keys(parts).join(', ')}`);
